// Lets Node import a package that is published as TypeScript sources without file endings: types are stripped, nothing else.
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
  resolve(specifier, context, next) {
    const inPackage = context.parentURL?.includes('/zklighter-perps/') && specifier.startsWith('.');
    if (!inPackage) return next(specifier, context);
    const url = [`${specifier}.ts`, `${specifier}/index.ts`]
      .map((name) => new URL(name, context.parentURL))
      .find((candidate) => existsSync(candidate));
    return { url: (url ?? new URL(specifier, context.parentURL)).href, format: 'module', shortCircuit: true };
  },
  load(url, context, next) {
    if (!url.includes('/zklighter-perps/')) return next(url, context);
    const source = stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'), { mode: 'transform' });
    return { format: 'module', source, shortCircuit: true };
  },
});
