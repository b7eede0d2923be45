import { isIP } from 'node:net';

/** The parts of an HTTP request or upgrade that show its origin. */
export interface RequestOrigin {
  remoteAddress: string | undefined;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Headers that reverse proxies, CDNs and tunnels add. */
const FORWARDING_HEADER =
  /^(?:(?:x-)?forwarded(?:-.*)?|x-(?:real|client|cluster-client|original)-.*|true-client-ip|(?:cf|fastly|fly|cdn)-.*|via)$/;

/**
 * Whether a request was made on this machine, and not by another site's page, through a rebound name, or by a reverse
 * proxy that adds headers: a loopback peer, a loopback `Host`, no foreign `Origin`, no forwarding header. A proxy that adds
 * none passes, so this protects nothing that matters.
 */
export function isLocalRequest({ remoteAddress, headers }: RequestOrigin): boolean {
  return (
    isLoopbackAddress(remoteAddress) &&
    isLoopbackHost(single(headers.host)) &&
    isSameOrigin(headers) &&
    !Object.keys(headers).some((name) => FORWARDING_HEADER.test(name))
  );
}

/** Whether `Origin` and `Sec-Fetch-Site`, which browsers set, name the host of the request. Other clients send neither. */
export function isSameOrigin(headers: RequestOrigin['headers']): boolean {
  const origin = single(headers.origin);
  const site = single(headers['sec-fetch-site']);
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin === undefined) return true;
  return hostOf(origin) !== null && hostOf(origin) === hostOf(origin, single(headers.host));
}

export function isLoopbackAddress(address: string | undefined): boolean {
  if (!address) return false;
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

/** Host and port of an origin, without the default port; or of a `Host` header, read with the scheme of the origin. */
function hostOf(origin: string, host?: string): string | null {
  const url = URL.parse(origin);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  return host === undefined ? url.host : (URL.parse(`${url.protocol}//${host}`)?.host ?? null);
}

function isLoopbackHost(host: string | undefined): boolean {
  if (!host || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[|\]$/g, ''));
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
