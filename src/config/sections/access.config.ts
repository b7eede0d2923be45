import { apiKeys, type ApiKey } from '../values/api-keys.js';
import type { Secret } from '../../secrets/secret.js';
import { type RateLimit, rate } from '../values/rate.js';
import { listOf, onOff, publicUrl, secret, text, webOrigin } from '../values/readers.js';
import { type TrustProxy, trustProxy } from '../values/trust-proxy.js';
import { Variable } from '../variable.js';

/** Authentication, trusted proxies and rate limits. */
export class AccessConfig {
  @Variable('API_KEYS', {
    reader: apiKeys,
    secret: true,
    meaning:
      'Keys as name:scope:secret[:accounts=1|2][:rate=6000/minute], separated by commas; scope is read or admin.',
  })
  readonly apiKeys!: readonly ApiKey[] | null;

  @Variable('API_KEYS_FILE', {
    reader: text,
    meaning: 'File of keys in the same form, one per line; reloaded on change, unless it then holds no key.',
  })
  readonly apiKeysFile!: string | null;

  @Variable('SESSION_SECRET', {
    reader: {
      read: (value) => (value.length >= 16 ? secret.read(value) : undefined),
      expects: 'text of 16 characters or more',
    },
    secret: true,
    meaning:
      "Signs the dashboard's sessions, 16 characters or more; by default generated and kept in DATA_DIR.",
  })
  readonly sessionSecret!: Secret | null;

  @Variable('PUBLIC_READ', {
    default: 'off',
    reader: onOff,
    meaning: 'on lets anyone read everything without a key.',
  })
  readonly publicRead!: boolean;

  @Variable('TRUST_LOOPBACK', {
    default: 'off',
    reader: onOff,
    meaning:
      'on gives every program and reverse proxy on this machine full access without a key, while no key is configured.',
  })
  readonly trustLoopback!: boolean;

  @Variable('RATE_LIMIT', {
    default: '100/minute',
    reader: rate,
    meaning: 'Requests per client address without a key, as <count>/<second|minute|hour|day>.',
  })
  readonly rateLimit!: RateLimit;

  @Variable('TRUST_PROXY', {
    default: 'false',
    reader: trustProxy,
    meaning:
      'Reverse proxies whose X-Forwarded-* headers are trusted: true, false, a number of hops, addresses and networks (private for all private ranges), or header:<name> for the header that holds the client address.',
  })
  readonly trustProxy!: TrustProxy;

  @Variable('PUBLIC_URL', {
    reader: publicUrl,
    meaning:
      'Address under which browsers reach the service behind a reverse proxy, such as https://example.org/lighter.',
  })
  readonly publicUrl!: string | null;

  @Variable('CORS_ORIGINS', {
    reader: listOf(webOrigin),
    meaning:
      'Comma-separated origins (or app shells, such as tauri://localhost) whose pages may use the API and WebSocket.',
  })
  readonly corsOrigins!: readonly string[] | null;
}
