import type { Plugin } from 'vite';

/** Names every script and style of the build in index.html, so that the page can fetch what it may need later. */
export function fileList(): Plugin {
  return {
    name: 'file-list',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const files = Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name));
        return [{ tag: 'meta', injectTo: 'head', attrs: { name: 'files', content: files.sort().join(' ') } }];
      },
    },
  };
}
