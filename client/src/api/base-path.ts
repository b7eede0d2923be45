/**
 * Path under which a reverse proxy serves this page, without a trailing slash; empty at the root. The server writes it into
 * index.html.
 */
export const BASE_PATH =
  globalThis.document?.querySelector<HTMLMetaElement>('meta[name=base-path]')?.content ?? '';

/** A path of this server as the browser must request it. */
export function underBase(path: string): string {
  return BASE_PATH + path;
}
