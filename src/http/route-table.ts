import type { FastifyInstance } from 'fastify';
import { Problem } from './problems.js';

/** First segments of paths that never lead to the dashboard. */
const NOT_PAGES = new Set([
  'api',
  'docs',
  'docs-json',
  'docs-yaml',
  'health',
  'metrics',
  'mcp',
  'ws',
  'assets',
]);

/** Answer to a request that matches no route: a redirect, or an error. */
export type Unmatched = { readonly redirect: string } | { readonly problem: Problem };

/** Paths and methods of all routes, to tell unknown paths from known ones with another method or a trailing slash. */
export class RouteTable {
  private readonly routes: { pattern: RegExp; methods: readonly string[] }[] = [];

  /** Must be attached before the first route is registered. */
  attach(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) return;
      this.routes.push({ pattern: patternOf(url), methods: [method].flat() });
    });
  }

  unmatched(method: string, url: string): Unmatched {
    const { path, query } = split(url);
    if (path.length > 1 && path.endsWith('/') && this.methodsAt(path.slice(0, -1)).length > 0) {
      // Relative to the path with the slash, so that it holds behind a proxy that strips a prefix.
      return { redirect: `../${path.split('/').at(-2)}${query}` };
    }
    if (path === '/ws') {
      const headers = { upgrade: 'websocket', connection: 'Upgrade' };
      return { problem: new Problem('UPGRADE_REQUIRED', '/ws accepts WebSocket connections only.', headers) };
    }
    const methods = this.methodsAt(path);
    // With the same method, a parameter is longer than the router accepts.
    if (methods.length === 0 || methods.includes(method))
      return { problem: new Problem('NOT_FOUND', `There is no route ${path}.`) };
    const allow = methods.join(', ');
    const text = `${path} does not support ${method}; it supports ${allow}.`;
    return { problem: new Problem('METHOD_NOT_ALLOWED', text, { allow }) };
  }

  private methodsAt(path: string): string[] {
    const methods = this.routes.flatMap(({ pattern, methods }) => (pattern.test(path) ? methods : []));
    return [...new Set(methods)].sort();
  }
}

/**
 * Whether a path is the API's, in any spelling: `//api/…` and `/API/…` are no routes, and must not lead to the dashboard
 * either, where a client would take the page for an answer.
 */
export function isApiPath(url: string): boolean {
  return NOT_PAGES.has(firstSegment(url));
}

/** In lower case, decoded, and without repeated slashes before it. */
export function firstSegment(url: string): string {
  if (url.startsWith('/api/')) return 'api';
  const { path } = split(url);
  const [, segment = ''] = /^\/*([^/]*)/.exec(decoded(path)) ?? [];
  return segment.toLowerCase();
}

/** The path that routes match, whether the reverse proxy strips the path of `PUBLIC_URL` or not. */
export function withoutBasePath(url: string, basePath: string): string {
  if (basePath === '' || !url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : url;
}

/** Path and query of a request target, which may be in absolute form. */
function split(url: string): { path: string; query: string } {
  const target = url.startsWith('/') ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '');
  const at = target.indexOf('?');
  return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at) };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function patternOf(url: string): RegExp {
  const segments = url
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}$`);
}
