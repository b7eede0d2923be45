import { Injectable } from '@nestjs/common';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { invalidParam } from '../exchange-answers.js';
import { TOKEN_IN_URL } from '../exchange-principal.js';
import { OrderVersions } from '../order-versions.js';
import { API_KEYS_KEPT_MS } from '../public-keys.js';
import { type Passed, UpstreamCache } from '../upstream-cache.js';
import { MirrorMarketChannels } from '../markets/mirror-market-channels.js';
import { answerOf, type MirrorAnswer, type MirrorQuestion, ok } from './mirror-answer.js';
import { Catalogue } from './catalogue.js';
import { QuestionedAccounts } from './questioned-accounts.js';
import { integer } from './parameters.js';
import { PolledAnswers } from './polled-answers.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MAX_QUERY = 2_000;

/** How a passed-on endpoint is asked. */
interface Passing {
  /** How long an answer is shared; a function of the question where it matters. */
  maxAgeMs: number | ((query: URLSearchParams, now: number) => number);
  /** The account behind the question, with its token or without, or none. */
  of: 'account' | 'account-public' | 'market';
  /** Checks beyond the account. @throws ExchangeRefusal */
  check?: (query: URLSearchParams) => void;
  /** An order of the account outdates the answer, and so do its fills. */
  untilOrder?: true;
}

const checkLimit = (query: URLSearchParams): void => void integer(query, 'limit', { min: 1, max: 100 });
/** A span that reaches the present still grows. */
const bySpan = (query: URLSearchParams, now: number): number => {
  const end = Number(query.get('end_timestamp') ?? Infinity);
  const endMs = end < 1e11 ? end * 1000 : end;
  return endMs < now - MINUTE ? HOUR : 5 * SECOND;
};

const PASSED: Readonly<Record<string, Passing>> = {
  accountInactiveOrders: { of: 'account', maxAgeMs: HOUR, check: checkLimit, untilOrder: true },
  positionFunding: { of: 'account', maxAgeMs: 5 * MINUTE, check: checkLimit },
  accountLimits: { of: 'account', maxAgeMs: 10 * MINUTE },
  apikeys: { of: 'account-public', maxAgeMs: API_KEYS_KEPT_MS },
  nextNonce: {
    of: 'account-public',
    maxAgeMs: 0,
    check: (query) => void integer(query, 'api_key_index', { max: 254 }),
  },
  orderBooks: { of: 'market', maxAgeMs: 15 * MINUTE },
  orderBookDetails: { of: 'market', maxAgeMs: 5 * SECOND },
  assetDetails: { of: 'market', maxAgeMs: 15 * MINUTE },
  '/info': { of: 'market', maxAgeMs: HOUR },
  systemConfig: { of: 'market', maxAgeMs: 15 * MINUTE },
  announcement: { of: 'market', maxAgeMs: 5 * MINUTE },
  exchangeStats: { of: 'market', maxAgeMs: 30 * SECOND },
  'funding-rates': { of: 'market', maxAgeMs: 30 * SECOND },
  orderBookOrders: { of: 'market', maxAgeMs: SECOND },
  recentTrades: { of: 'market', maxAgeMs: SECOND },
  candles: { of: 'market', maxAgeMs: bySpan },
  fundings: { of: 'market', maxAgeMs: bySpan },
  markPriceCandles: { of: 'market', maxAgeMs: bySpan },
  ...Object.fromEntries(
    [
      'liquidations',
      'pnl',
      'transfer/history',
      'deposit/history',
      'withdraw/history',
      'accountTxs',
      'accountMetadata',
      'transferFeeInfo',
      'getMakerOnlyApiKeys',
      'accountOrders',
    ].map((endpoint) => [endpoint, { of: 'account', maxAgeMs: 10 * SECOND } as const]),
  ),
};

export function isPassed(endpoint: string): boolean {
  return Object.hasOwn(PASSED, endpoint);
}

/** Whether it is passed on, and public on the exchange. */
export function isPassedPublicly(endpoint: string): boolean {
  return isPassed(endpoint) && PASSED[endpoint]!.of !== 'account';
}

/** Whether it is passed on, and about one account. */
export function isPassedForAccount(endpoint: string): boolean {
  return isPassed(endpoint) && PASSED[endpoint]!.of !== 'market';
}

/** Endpoints whose answer only the exchange has. */
@Injectable()
export class PassedEndpoints {
  constructor(
    private readonly feed: ChangeFeed,
    private readonly accounts: QuestionedAccounts,
    private readonly cache: UpstreamCache,
    private readonly catalogue: Catalogue,
    private readonly markets: MirrorMarketChannels,
    private readonly polled: PolledAnswers,
    private readonly orders: OrderVersions,
  ) {}

  /** @throws ExchangeRefusal */
  async ask(endpoint: string, question: MirrorQuestion, now: number): Promise<MirrorAnswer> {
    const passing = PASSED[endpoint]!;
    const params = paramsOf(question.query);
    const accountIndex = passing.of === 'market' ? null : this.accounts.in(question);
    passing.check?.(question.query);
    const followed = endpoint === 'recentTrades' ? this.followedTrades(question.query, params) : null;
    if (followed) return followed;
    const maxAgeMs =
      typeof passing.maxAgeMs === 'number' ? passing.maxAgeMs : passing.maxAgeMs(question.query, now);
    const polled = this.polled.answer(endpoint, params, accountIndex, maxAgeMs);
    if (polled) return polled;
    const version = this.versionOf(passing, endpoint, accountIndex);
    const passed = { endpoint, params, accountIndex, auth: passing.of === 'account' };
    const ask = (): Promise<Passed> => this.cache.ask(passed, maxAgeMs, version);
    return this.catalogue.keeps(endpoint) && Object.keys(params).length === 0
      ? this.catalogue.answer(endpoint, ask)
      : answerOf(await ask());
  }

  /** `recentTrades` of a tape that a client follows; `null` when the exchange must be asked. */
  private followedTrades(query: URLSearchParams, params: Record<string, string>): MirrorAnswer | null {
    const limit = integer(query, 'limit', { min: 1, max: 100 });
    const rows = this.markets.recentTrades(integer(query, 'market_id'), limit);
    if (rows === null || Object.keys(params).length !== 2) return null;
    const headers = { 'x-lighter-source': 'stream', 'x-lighter-age-ms': '0' };
    return ok(`{"code":200,"trades":[${rows.join(',')}]}`, headers);
  }

  /** What outdates kept answers about an account. */
  private versionOf({ untilOrder }: Passing, endpoint: string, index: number | null): string {
    if (index === null) return '';
    if (untilOrder) return String(this.orders.of(index));
    const state = this.feed.account(index);
    if (endpoint === 'positionFunding') return String(state?.sections.funding.updated_at ?? 0);
    return '';
  }
}

/** Each parameter once, without the client's credentials. */
export function paramsOf(query: URLSearchParams): Record<string, string> {
  if (query.toString().length > MAX_QUERY) throw invalidParam('too long');
  const params: Record<string, string> = {};
  for (const [name, value] of query) {
    if (TOKEN_IN_URL.has(name)) continue;
    // Not repeated: what is no name may be a key in the wrong place.
    if (!/^\w{1,64}$/.test(name)) throw invalidParam('name of a parameter');
    if (Object.hasOwn(params, name)) throw invalidParam(name);
    params[name] = value;
  }
  return params;
}
