import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

const SOURCE = '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2';
const FILE = 'inter-first.woff2';
/** ASCII, and what else the page itself writes. */
const CHARACTERS = [[0x20, 0x7e], [0xa0], [0xb7], [0xd7], [0x2009], [0x2013, 0x2014], [0x2019], [0x2026], [0x2191], [0x2193], [0x2212]]; // prettier-ignore
const WEIGHTS = { min: 400, max: 700 };
/** The features that main.css asks for, and those that browsers apply by themselves. */
const FEATURES = ['tnum', 'lnum', 'zero', 'cv11', 'ss03', 'kern', 'calt', 'ccmp'];

/**
 * The characters of nearly every page as a typeface of their own, fetched with the page: less than half of the smallest one
 * on offer. What lies beyond, such as an accent in the name of an account, comes from the whole typeface when it is needed.
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

/** Of the faces of a family that hold a character, the one declared last is taken. */
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
