/** How a proxy failed; each kind needs a different repair. */
export type ProxyFaultKind =
  /** Authentication failed: 407, or refused by SOCKS. */
  | 'proxy-auth'
  /** The proxy refused the connection or the tunnel. */
  | 'proxy-refused'
  /** No answer after the connection was accepted. */
  | 'proxy-timeout'
  /** The answer does not follow the proxy's protocol. */
  | 'proxy-garbage'
  /** Its name does not resolve, or its network is unreachable. */
  | 'proxy-unreachable';

/** The connection failed before it reached the exchange. Holds no credentials. */
export class ProxyFault extends Error {
  constructor(
    readonly kind: ProxyFaultKind,
    readonly proxyId: string,
    detail: string,
  ) {
    super(`proxy ${proxyId}: ${detail}`);
    this.name = 'ProxyFault';
  }
}

const BY_CODE: Readonly<Record<string, ProxyFaultKind>> = {
  ECONNREFUSED: 'proxy-refused',
  ENOTFOUND: 'proxy-unreachable',
  EAI_AGAIN: 'proxy-unreachable',
  EHOSTUNREACH: 'proxy-unreachable',
  ENETUNREACH: 'proxy-unreachable',
  ETIMEDOUT: 'proxy-timeout',
  ECONNRESET: 'proxy-garbage',
  EPROTO: 'proxy-garbage',
};

/** Messages of the SOCKS client, which has no codes; empty when every address of a name refused. */
const BY_MESSAGE: readonly (readonly [RegExp, ProxyFaultKind])[] = [
  [/^$/, 'proxy-refused'],
  [/authentication failed|no accepted authentication/i, 'proxy-auth'],
  [/timed out/i, 'proxy-timeout'],
  [/rejected connection|not allowed|rejected/i, 'proxy-refused'],
];

/** Classifies an error of a dial through a proxy; unknown ones count as `proxy-garbage`. */
export function proxyFaultOf(error: unknown, proxyId: string): ProxyFault {
  if (error instanceof ProxyFault) return error;
  const { message = '', code = codeIn(message) } = error as { code?: string; message?: string };
  const kind = BY_CODE[code] ?? BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1] ?? 'proxy-garbage';
  return new ProxyFault(kind, proxyId, `${DETAILS[kind]}${code && ` (${code})`}`);
}

/** The SOCKS client passes on system errors as text: `connect ECONNREFUSED 192.0.2.1:1080`. */
function codeIn(message: string): string {
  return /\bE[A-Z_]{3,}\b/.exec(message)?.[0] ?? '';
}

const DETAILS: Readonly<Record<ProxyFaultKind, string>> = {
  'proxy-auth': 'refused the credentials',
  'proxy-refused': 'refused the connection',
  'proxy-timeout': 'did not answer in time',
  'proxy-garbage': 'did not answer as a proxy',
  'proxy-unreachable': 'cannot be reached',
};
