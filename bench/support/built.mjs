// Loads modules of the built product, and TypeScript sources, for measurements.
import { registerHooks } from 'node:module';

/** Sources in TypeScript name each other by `.js`; needs Node's `--experimental-transform-types`. */
export function loadTypeScript() {
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        if (!specifier.endsWith('.js')) throw error;
        return next(`${specifier.slice(0, -3)}.ts`, context);
      }
    },
  });
}

/** @param {string} path below dist/server, without its ending */
export const built = (path) => import(new URL(`../../dist/server/${path}.js`, import.meta.url).href);
