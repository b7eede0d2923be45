import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

const SOURCE = '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2';
const FILE = 'inter-first.woff2';
/** ASCII, and the other characters in the texts of the page. */
const CHARACTERS = [[0x20, 0x7e], [0xa0], [0xb7], [0xd7], [0x2009], [0x2013, 0x2014], [0x2019], [0x2026], [0x2191], [0x2193], [0x2212]]; // prettier-ignore
const WEIGHTS = { min: 400, max: 700 };
/** The features that main.css enables, and those that browsers apply by default. */
const FEATURES = ['tnum', 'lnum', 'zero', 'cv11', 'ss03', 'kern', 'calt', 'ccmp'];

/**
 * A subset of the typeface with the characters of nearly every page, loaded with the page: less than half the size of the
 * smallest published subset. Other characters, such as an accent in an account's name, load the full typeface on demand.
 */
export function firstTypeface(): Plugin {
  return {
    name: 'first-typeface',
    apply: 'build',
    async buildStart() {
      const whole = readFileSync(createRequire(import.meta.url).resolve(SOURCE));
      const source = await subsetFont(whole, text(), {
        targetFormat: 'woff2',
        variationAxes: { wght: WEIGHTS },
        keepFeatures: FEATURES,
      });
      this.emitFile({ type: 'asset', name: FILE, source });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const asset = Object.values(bundle ?? {}).find(
          (file) => file.type === 'asset' && file.names.includes(FILE),
        );
        if (!asset) throw new Error(`${FILE} was not built`);
        const href = `/${asset.fileName}`;
        return [
          {
            tag: 'link',
            injectTo: 'head-prepend',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href },
          },
          { tag: 'style', injectTo: 'head', children: fontFace(href) },
        ];
      },
    },
  };
}

/** Browsers use the last declared face of a family that has the character. */
function fontFace(href: string): string {
  const range = CHARACTERS.map((span) => `U+${span.map((code) => code.toString(16)).join('-')}`);
  return (
    `@font-face{font-family:'Inter Variable';font-weight:${WEIGHTS.min} ${WEIGHTS.max};font-display:swap;` +
    `src:url(${href}) format('woff2');unicode-range:${range.join()}}`
  );
}

function text(): string {
  return CHARACTERS.map(([from = 0, to = from]) =>
    String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, place) => from + place)),
  ).join('');
}
