import { resolve } from 'node:path';
import { icons as lucide } from '@iconify-json/lucide';
import type { Plugin } from 'vite';

const PREFIX = 'lucide:';
const COMPONENT = resolve(import.meta.dirname, '../src/ui/icon.tsx');

/** Makes `import Search from 'lucide:search'` the component of that icon, so that the page contains only icons it uses. */
export function lucideIcons(): Plugin {
  return {
    name: 'lucide-icons',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const shapes = JSON.stringify(shapesOf(id.slice(PREFIX.length + 1)));
      return `import { icon } from ${JSON.stringify(COMPONENT)};\nexport default /* @__PURE__ */ icon(${shapes});`;
    },
  };
}

/** Without the set's own `fill`, so that the component decides. */
function shapesOf(name: string): string {
  const { body } = lucide.icons[lucide.aliases?.[name]?.parent ?? name] ?? {};
  if (body === undefined) throw new Error(`Lucide has no icon '${name}'; see https://lucide.dev/icons`);
  return body.replaceAll(' fill="none"', '');
}
