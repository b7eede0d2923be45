import type { Secret } from '../../secrets/secret.js';
import { httpOrigin, oneOf, secret } from '../values/readers.js';
import { Variable } from '../variable.js';

/** The data's source: collected here or read from another instance. */
export class RemoteConfig {
  @Variable('BROADCASTER_MODE', {
    default: 'COLLECTOR',
    reader: oneOf('COLLECTOR', 'FRONTEND_ONLY'),
    meaning:
      'COLLECTOR follows the exchange; FRONTEND_ONLY serves the data of the instance at REMOTE_API_BASE.',
  })
  readonly mode!: 'COLLECTOR' | 'FRONTEND_ONLY';

  @Variable('REMOTE_API_BASE', {
    reader: httpOrigin,
    meaning: 'Origin of the other instance; required by FRONTEND_ONLY.',
  })
  readonly apiBase!: string | null;

  @Variable('REMOTE_API_KEY', { reader: secret, secret: true, meaning: 'API key for the other instance.' })
  readonly apiKey!: Secret | null;
}
