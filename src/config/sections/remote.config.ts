import type { Secret } from '../../secrets/secret.js';
import { httpOrigin, oneOf, secret } from '../values/readers.js';
import { Variable } from '../variable.js';

/** Where the data comes from: collected here, or read from another instance. */
export class RemoteConfig {
  @Variable('BROADCASTER_MODE', {
    default: 'COLLECTOR',
    reader: oneOf('COLLECTOR', 'FRONTEND_ONLY'),
    meaning:
      'COLLECTOR follows the exchange; FRONTEND_ONLY serves what the instance at REMOTE_API_BASE collects.',
  })
  readonly mode!: 'COLLECTOR' | 'FRONTEND_ONLY';

  @Variable('REMOTE_API_BASE', {
    reader: httpOrigin,
    meaning: 'Origin of that other instance; FRONTEND_ONLY needs it.',
  })
  readonly apiBase!: string | null;

  @Variable('REMOTE_API_KEY', { reader: secret, secret: true, meaning: 'API key at that other instance.' })
  readonly apiKey!: Secret | null;
}
