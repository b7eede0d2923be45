import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { asObject, integer, isObject, requiredEntries, textOr } from '../lighter/mapper/fields.js';
import { parseLossless } from '../lighter/lossless-json.js';
import { unavailable } from './exchange-answers.js';
import { type Passed, UpstreamCache } from './upstream-cache.js';

/** A client's own `apikeys` question shares the answer for this long. */
export const API_KEYS_KEPT_MS = 60_000;
/** An unknown or wrong key is looked up again at most this often per account. */
const RENEW_EVERY_MS = 60_000;

/** Registered public keys of the followed accounts, asked for once and again when one is unknown. */
@Injectable()
export class PublicKeys {
  private readonly known = new Map<number, ReadonlyMap<number, string>>();
  private readonly renewedAt = new Map<number, number>();

  constructor(
    private readonly clock: Clock,
    private readonly upstream: UpstreamCache,
  ) {}

  /** In hex; `null` when the account has no such key. @throws ExchangeRefusal when the exchange cannot be asked */
  async of(accountIndex: number, apiKeyIndex: number): Promise<string | null> {
    const keys = this.known.get(accountIndex) ?? (await this.read(accountIndex));
    return keys.get(apiKeyIndex) ?? null;
  }

  /** Like `of`, from a new answer of the exchange if the last one is a minute old. */
  async renewed(accountIndex: number, apiKeyIndex: number): Promise<string | null> {
    const last = this.renewedAt.get(accountIndex) ?? -Infinity;
    if (this.clock.monotonic() - last >= RENEW_EVERY_MS) await this.read(accountIndex);
    return this.of(accountIndex, apiKeyIndex);
  }

  private async read(accountIndex: number): Promise<ReadonlyMap<number, string>> {
    const answer = await this.upstream.ask(
      {
        endpoint: 'apikeys',
        params: { account_index: String(accountIndex), api_key_index: '255' },
        accountIndex,
        auth: false,
      },
      API_KEYS_KEPT_MS,
    );
    this.renewedAt.set(accountIndex, this.clock.monotonic() - answer.ageMs);
    const keys = keysIn(answer);
    this.known.set(accountIndex, keys);
    return keys;
  }
}

function keysIn({ status, text }: Passed): Map<number, string> {
  if (status >= 300) throw unavailable('public keys are unknown');
  const body = asObject(parseLossless(text).value, 'response');
  const rows = requiredEntries(body, 'api_keys').filter(isObject);
  return new Map(rows.map((row) => [integer(row, 'api_key_index'), textOr(row, 'public_key', '')]));
}
