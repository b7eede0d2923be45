import ipaddr from 'ipaddr.js';
import type { TrustProxy } from '../config/values/trust-proxy.js';
import { isLoopbackAddress, type RequestOrigin } from './loopback.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Who sent a request, in the one spelling that rate limits, connection limits and logs share. */
export interface ClientAddress {
  /** What limits count by: an IPv4 address, or the /64 network of an IPv6 address, which one host owns as a whole. */
  readonly bucket: string;
  /** The request came over loopback, and no trusted proxy named another client. */
  readonly isLocal: boolean;
}

const IPV6_HOST_PREFIX = 64;
/** Bits before the IPv4 address in one that is mapped into IPv6. */
const MAPPED_PREFIX = 96;
const MAX_PEERS = 1_000;
/** `192.0.2.1:4711` and `[2001:db8::1]:4711`, as Azure and IIS write into X-Forwarded-For, and `[2001:db8::1]`. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d{1,5})?|(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5})$/;

/** Resolves the client behind reverse proxies, for HTTP requests and WebSocket upgrades alike. */
export class TrustedProxies {
  private readonly peers = new Map<string, ClientAddress>();

  constructor(private readonly trust: TrustProxy) {}

  clientOf({ remoteAddress = '', headers }: RequestOrigin): ClientAddress {
    const forwarded = this.trust === false ? null : this.forwardedFor(parse(remoteAddress), headers);
    return forwarded === null ? this.peerOf(remoteAddress) : { bucket: bucketOf(forwarded), isLocal: false };
  }

  /** Cached, because most requests come from few peers, and parsing costs as much as the rest of the check. */
  private peerOf(remoteAddress: string): ClientAddress {
    const known = this.peers.get(remoteAddress);
    if (known) return known;
    const address = parse(remoteAddress);
    const peer = {
      bucket: address === null ? 'unknown' : bucketOf(address),
      isLocal: isLoopbackAddress(remoteAddress),
    };
    if (this.peers.size >= MAX_PEERS) this.peers.clear();
    this.peers.set(remoteAddress, peer);
    return peer;
  }

  /** Value of an `X-Forwarded-*` header (the first, where proxies appended theirs), if a trusted proxy sent it. */
  forwarded({ remoteAddress, headers }: RequestOrigin, name: 'host' | 'proto' | 'prefix'): string | null {
    const peer = parse(remoteAddress ?? '');
    const value = headers[`x-forwarded-${name}`];
    if (value === undefined || peer === null || !this.trusts(peer, 0)) return null;
    return String(value).split(',', 1)[0]!.trim();
  }

  /**
   * The address in the configured header; else the nearest one in X-Forwarded-For, read from the right, that is not a
   * trusted proxy's own. An entry that is no address ends the search at the proxy that reported it, because its sender
   * can write anything there.
   */
  private forwardedFor(peer: Address | null, headers: RequestOrigin['headers']): Address | null {
    if (typeof this.trust === 'object' && 'header' in this.trust) {
      return parse(
        String(headers[this.trust.header] ?? '')
          .split(',')
          .at(-1)!,
      );
    }
    const header = headers['x-forwarded-for'];
    if (header === undefined || peer === null || !this.trusts(peer, 0)) return null;
    let client: Address | null = null;
    const hops = String(header).split(',').reverse();
    for (const [at, hop] of hops.entries()) {
      const address = parse(hop);
      if (address === null) break;
      client = address;
      if (!this.trusts(address, at + 1)) break;
    }
    return client;
  }

  private trusts(address: Address, distance: number): boolean {
    if (typeof this.trust === 'boolean') return this.trust;
    if (typeof this.trust === 'number') return distance < this.trust;
    if ('header' in this.trust) return true;
    return this.trust.some((entry) => matches(address, entry));
  }
}

/** Reads an address without its port, brackets and zone; an IPv4 address mapped into IPv6 becomes IPv4. */
function parse(text: string): Address | null {
  const trimmed = text.trim();
  const [, ipv6, ipv4] = WITH_PORT.exec(trimmed) ?? [];
  const [bare = ''] = (ipv6 ?? ipv4 ?? trimmed).split('%');
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : null;
}

function bucketOf(address: Address): string {
  if (address.kind() === 'ipv4') return address.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${IPV6_HOST_PREFIX}`);
  return `${network.toString()}/${IPV6_HOST_PREFIX}`;
}

const NAMED: Record<string, string> = {
  loopback: 'loopback',
  linklocal: 'linkLocal',
  uniquelocal: 'uniqueLocal',
};

function matches(address: Address, entry: string): boolean {
  if (NAMED[entry] !== undefined) return isInRange(address, entry);
  const [network, bits] = ipaddr.isValidCIDR(entry) ? networkOf(entry) : wholeAddress(entry);
  return network.kind() === address.kind() && address.match(network, bits);
}

/** As in Express, `uniquelocal` includes the private networks of IPv4. */
function isInRange(address: Address, entry: string): boolean {
  const range = address.range();
  return range === NAMED[entry] || (entry === 'uniquelocal' && range === 'private');
}

/** An IPv4 network mapped into IPv6 becomes IPv4, as addresses do. */
function networkOf(entry: string): [Address, number] {
  const [network, bits] = ipaddr.parseCIDR(entry);
  if (network.kind() === 'ipv4' || bits < MAPPED_PREFIX) return [network, bits];
  const address = ipaddr.process(network.toString());
  return [address, address.kind() === 'ipv4' ? bits - MAPPED_PREFIX : bits];
}

function wholeAddress(entry: string): [Address, number] {
  const address = ipaddr.process(entry);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
