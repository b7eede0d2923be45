import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import type { TrustProxy } from '../config/values/trust-proxy.js';

/**
 * The address of the client behind the proxies that are trusted: the nearest one in `X-Forwarded-For`, read from the
 * right, that no trusted proxy has. An upgrade does not pass through Fastify, which knows this for requests.
 */
export function clientAddress(request: IncomingMessage, trust: TrustProxy): string | undefined {
  const peer = request.socket.remoteAddress;
  const header = request.headers['x-forwarded-for'];
  if (trust === false || peer === undefined || header === undefined) return peer;
  const hops = [
    ...String(header)
      .split(',')
      .map((hop) => hop.trim()),
    peer,
  ].reverse();
  const client = hops.findIndex((address, distance) => !isTrusted(address, distance, trust));
  return hops[client === -1 ? hops.length - 1 : client];
}

function isTrusted(address: string, distance: number, trust: Exclude<TrustProxy, false>): boolean {
  if (trust === true) return true;
  if (typeof trust === 'number') return distance < trust;
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return trust.some((entry) => matches(parsed, entry));
}

const NAMED: Record<string, string> = {
  loopback: 'loopback',
  linklocal: 'linkLocal',
  uniquelocal: 'uniqueLocal',
};

function matches(address: ipaddr.IPv4 | ipaddr.IPv6, entry: string): boolean {
  if (NAMED[entry] !== undefined) return isInRange(address, entry);
  const [network, bits] = ipaddr.isValidCIDR(entry) ? ipaddr.parseCIDR(entry) : wholeAddress(entry);
  return network.kind() === address.kind() && address.match(network, bits);
}

/** As in Express: `uniquelocal` means the private networks of IPv4 too. */
function isInRange(address: ipaddr.IPv4 | ipaddr.IPv6, entry: string): boolean {
  const range = address.range();
  return range === NAMED[entry] || (entry === 'uniquelocal' && range === 'private');
}

function wholeAddress(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const address = ipaddr.process(entry);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
