import { isIP } from 'node:net';

/** The parts of an HTTP request (or upgrade) that say where it comes from. */
export interface RequestOrigin {
  remoteAddress: string | undefined;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What reverse proxies, CDNs and tunnels add, in all their spellings. */
const FORWARDING_HEADER =
  /^(?:(?:x-)?forwarded(?:-.*)?|x-(?:real|client|cluster-client|original)-.*|true-client-ip|(?:cf|fastly|fly|cdn)-.*|via)$/;

/**
 * Whether a request was made on this very machine, by something that is neither another site's page, nor a rebound
 * name, nor a reverse proxy: a loopback peer, a loopback `Host`, no foreign `Origin`, no forwarding header.
 */
export function isLocalRequest({ remoteAddress, headers }: RequestOrigin): boolean {
  return (
    isLoopbackAddress(remoteAddress) &&
    isLoopbackHost(single(headers.host)) &&
    isSameOrigin(headers) &&
    !Object.keys(headers).some((name) => FORWARDING_HEADER.test(name))
  );
}

/** Browsers say where a request was made; what sends neither header is no browser. */
export function isSameOrigin(headers: RequestOrigin['headers']): boolean {
  const origin = single(headers.origin);
  const site = single(headers['sec-fetch-site']);
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === single(headers.host);
}

export function isLoopbackAddress(address: string | undefined): boolean {
  if (!address) return false;
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

function isLoopbackHost(host: string | undefined): boolean {
  if (!host || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[|\]$/g, ''));
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
