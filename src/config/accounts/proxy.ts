import { isIP, isIPv6 } from 'node:net';
import { Secret } from '../../secrets/secret.js';

const DEFAULT_PORTS = { http: 80, https: 443, socks4: 1080, socks5: 1080, socks5h: 1080 } as const;

export type ProxyProtocol = keyof typeof DEFAULT_PORTS;

/** A proxy's address and credentials. IPv6 hosts have no brackets. */
export interface ProxyAddress {
  readonly protocol: ProxyProtocol;
  readonly host: string;
  readonly port: number;
  readonly username: Secret | null;
  readonly password: Secret | null;
}

export interface ProxyConfig extends ProxyAddress {
  /** `host:port`, plus `#2`, `#3` … for proxies at that address with another protocol or credentials; safe to show. */
  readonly id: string;
}

const HOST = String.raw`(\[[0-9a-f:.%]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?)`;
const SCHEME = String.raw`^(?:([a-z0-9]+)://)?`;
const URL_FORM = new RegExp(`${SCHEME}(?:(.*)@)?${HOST}(?::(\\d{1,5}))?/?$`, 'is');
/** The notations of proxy vendors. Their credentials are literal; only the last part may hold the separator. */
const VENDOR_FORMS = {
  hostFirst: new RegExp(`${SCHEME}${HOST}:(\\d{1,5}):([^:@]+):(.+)$`, 'is'),
  hostLast: new RegExp(`${SCHEME}([^:@/]+):(.+):${HOST}:(\\d{1,5})$`, 'is'),
  hostBeforeAt: new RegExp(`${SCHEME}${HOST}:(\\d{1,5})@([^:@/]+):(.+)$`, 'is'),
};

/**
 * Reads `scheme://[user[:pass]@]host[:port]` with percent-encoded credentials, `[user:pass@]host:port`, and the literal
 * vendor notations `host:port:user:pass`, `user:pass:host:port` and `host:port@user:pass`; HTTP without a scheme.
 * Returns null for anything else, and for text that two notations fit equally well: a wrong guess would show a password
 * as the host. An IP address decides; between names it is a guess.
 */
export function parseProxy(text: string): ProxyAddress | null {
  return text.includes('@') ? withAt(text) : withoutAt(text);
}

function withAt(text: string): ProxyAddress | null {
  const url = URL_FORM.exec(text);
  const reversed = VENDOR_FORMS.hostBeforeAt.exec(text);
  const vendor = VENDOR_FORMS.hostFirst.exec(text);
  if (reversed !== null) {
    const [, scheme, host, port, username, password] = reversed;
    if (isIpLiteral(host!) && !(url !== null && isIpLiteral(url[3]!)))
      return address(scheme, host!, port, username!, password!);
    if (url === null) return address(scheme, host!, port, username!, password!);
    const isUsualUrl = url[4] !== undefined && !password!.includes('@');
    const isClearHost = isIpLiteral(url[3]!) || (url[1] !== undefined && url[3]!.includes('.'));
    if (!isUsualUrl || isIpLiteral(host!) || (host!.includes('.') && !isClearHost)) return null;
  }
  // Without a port, an @ may belong to a vendor's password.
  if (url !== null && (url[4] !== undefined || (url[1] !== undefined && vendor === null)))
    return fromUrl(url);
  return vendor === null ? null : fromVendor(vendor);
}

function withoutAt(text: string): ProxyAddress | null {
  const url = URL_FORM.exec(text);
  if (url !== null) return url[4] !== undefined || url[1] !== undefined ? fromUrl(url) : null;
  const hostFirst = VENDOR_FORMS.hostFirst.exec(text);
  const hostLast = VENDOR_FORMS.hostLast.exec(text);
  if (hostFirst === null || hostLast === null)
    return hostFirst ? fromVendor(hostFirst) : hostLast && fromHostLast(hostLast);
  const [first, last] = [isIpLiteral(hostFirst[2]!), isIpLiteral(hostLast[4]!)];
  if (first !== last) return first ? fromVendor(hostFirst) : fromHostLast(hostLast);
  const lastIsName = hostLast[4]!.includes('.');
  return first || lastIsName ? null : fromVendor(hostFirst);
}

function fromUrl([, scheme, credentials, host, port]: RegExpExecArray): ProxyAddress | null {
  const [username, password] = splitCredentials(credentials ?? '');
  return address(scheme, host!, port, decode(username), decode(password));
}

function fromVendor([, scheme, host, port, username, password]: RegExpExecArray): ProxyAddress | null {
  return address(scheme, host!, port, username!, password!);
}

/** A name without a dot is no host here: an IPv6 address without brackets has this shape too. */
function fromHostLast([, scheme, username, password, host, port]: RegExpExecArray): ProxyAddress | null {
  if (!host!.includes('.') && !isIpLiteral(host!)) return null;
  return address(scheme, host!, port, username!, password!);
}

function isIpLiteral(host: string): boolean {
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}

function address(
  scheme: string | undefined,
  hostText: string,
  portText: string | undefined,
  username: string,
  password: string,
): ProxyAddress | null {
  const protocol = scheme?.toLowerCase() ?? 'http';
  if (!isProtocol(protocol)) return null;
  const port = portText === undefined ? DEFAULT_PORTS[protocol] : Number(portText);
  const host = hostText.startsWith('[') ? hostText.slice(1, -1) : hostText;
  if (port < 1 || port > 65535 || (hostText.startsWith('[') && !isIPv6(host))) return null;
  return { protocol, host, port, username: secretOrNull(username), password: secretOrNull(password) };
}

function isProtocol(text: string): text is ProxyProtocol {
  return Object.hasOwn(DEFAULT_PORTS, text);
}

function splitCredentials(text: string): [string, string] {
  const at = text.indexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** A `%` that encodes nothing is literal, because passwords are often pasted unencoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function secretOrNull(text: string): Secret | null {
  return text === '' ? null : new Secret(text);
}

/** Assigns ids: equal proxies share one; different proxies at the same address are numbered in order. */
export class ProxyIds {
  readonly #known = new Map<string, string[]>();

  identify(proxy: ProxyAddress): ProxyConfig {
    const host = proxy.host.includes(':') ? `[${proxy.host}]` : proxy.host;
    const base = `${host}:${proxy.port}`.toLowerCase();
    const distinct = [proxy.protocol, proxy.username?.reveal() ?? null, proxy.password?.reveal() ?? null];
    const fingerprint = JSON.stringify(distinct);
    const here = this.#known.get(base) ?? [];
    if (!here.includes(fingerprint)) this.#known.set(base, [...here, fingerprint]);
    const position = this.#known.get(base)!.indexOf(fingerprint);
    return { ...proxy, id: position === 0 ? base : `${base}#${position + 1}` };
  }
}
