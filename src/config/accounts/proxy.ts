import { isIPv6 } from 'node:net';
import { Secret } from '../../secrets/secret.js';

const DEFAULT_PORTS = { http: 80, https: 443, socks4: 1080, socks5: 1080, socks5h: 1080 } as const;

export type ProxyProtocol = keyof typeof DEFAULT_PORTS;

/** One way out. IPv6 hosts stand without brackets. */
export interface ProxyAddress {
  readonly protocol: ProxyProtocol;
  readonly host: string;
  readonly port: number;
  readonly username: Secret | null;
  readonly password: Secret | null;
}

export interface ProxyConfig extends ProxyAddress {
  /** `host:port`, with `#2`, `#3` … for more proxies there that differ in protocol or credentials; safe to show. */
  readonly id: string;
}

const HOST = String.raw`(\[[0-9a-f:.%]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?)`;
const URL_FORM = new RegExp(`^(?:([a-z0-9]+)://)?(?:(.*)@)?${HOST}(?::(\\d{1,5}))?/?$`, 'is');
/** The vendors' notation; the password may hold colons. */
const VENDOR_FORM = new RegExp(`^(?:([a-z0-9]+)://)?${HOST}:(\\d{1,5}):([^:@]+):(.+)$`, 'is');

/**
 * Reads every notation in use: `scheme://[user[:pass]@]host[:port]` with percent-encoded credentials, `[user:pass@]host:port`
 * and `host:port:user:pass` as it stands; without a scheme it is an HTTP proxy. Null when it is none of them.
 */
export function parseProxy(text: string): ProxyAddress | null {
  const url = URL_FORM.exec(text);
  const vendor = VENDOR_FORM.exec(text);
  // Without a port, an @ may belong to a vendor's password.
  if (url !== null && (url[4] !== undefined || (url[1] !== undefined && vendor === null))) {
    const [, scheme, credentials, host, port] = url;
    const [username, password] = splitCredentials(credentials ?? '');
    return address(scheme, host!, port, decode(username), decode(password));
  }
  if (vendor === null) return null;
  const [, scheme, host, port, username, password] = vendor;
  return address(scheme, host!, port, username!, password!);
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

/** A `%` that encodes nothing stands for itself: passwords are pasted in as they are. */
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

/** Gives out ids: equal proxies get one, different ones at the same address are numbered as they come. */
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
