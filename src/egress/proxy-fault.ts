/** Ways in which a proxy fails, told apart because an operator mends each differently. */
export type ProxyFaultKind =
  /** It wants other credentials: 407, or a SOCKS refusal to authenticate. */
  | 'proxy-auth'
  /** Nobody listens there, or it refused to carry us. */
  | 'proxy-refused'
  /** It accepted the connection and then said nothing. */
  | 'proxy-timeout'
  /** What it answers is not what a proxy of its kind says. */
  | 'proxy-garbage'
  /** Its name does not resolve, or its network can't be reached. */
  | 'proxy-unreachable';

/** The way to the exchange failed before the exchange was reached. Holds no credentials. */
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

/** Messages of the SOCKS client, which has no codes; of a name whose every address refused it has not even a message. */
const BY_MESSAGE: readonly (readonly [RegExp, ProxyFaultKind])[] = [
  [/^$/, 'proxy-refused'],
  [/authentication failed|no accepted authentication/i, 'proxy-auth'],
  [/timed out/i, 'proxy-timeout'],
  [/rejected connection|not allowed|rejected/i, 'proxy-refused'],
];

/** What an error on the way through a proxy means; whatever is not known otherwise is garbage it said. */
export function proxyFaultOf(error: unknown, proxyId: string): ProxyFault {
  if (error instanceof ProxyFault) return error;
  const { message = '', code = codeIn(message) } = error as { code?: string; message?: string };
  const kind = BY_CODE[code] ?? BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1] ?? 'proxy-garbage';
  return new ProxyFault(kind, proxyId, `${DETAILS[kind]}${code && ` (${code})`}`);
}

/** The SOCKS client passes on what the system said, as text: `connect ECONNREFUSED 192.0.2.1:1080`. */
function codeIn(message: string): string {
  return /\bE[A-Z_]{3,}\b/.exec(message)?.[0] ?? '';
}

const DETAILS: Readonly<Record<ProxyFaultKind, string>> = {
  'proxy-auth': 'refused our credentials',
  'proxy-refused': 'refused the connection',
  'proxy-timeout': 'did not answer in time',
  'proxy-garbage': 'did not speak as a proxy',
  'proxy-unreachable': 'can not be reached',
};
