import { Injectable } from '@nestjs/common';
import type { Use } from '../egress/rate-budget.js';
import { EgressRegistry } from '../egress/egress.registry.js';
import { isTier } from '../egress/tier-limits.js';
import type { Update } from '../state/update.js';
import type { TradePage } from '../upstream/trade-history.port.js';
import { LighterClient, type Reply } from './lighter.client.js';
import { MalformedFrame } from './mapper/malformed-frame.js';
import {
  mapAccountResponse,
  mapFundingResponse,
  mapMarketsResponse,
  mapNetworkId,
  mapOrdersResponse,
  mapTier,
  mapTradesResponse,
  nextCursor,
  type ResponseContext,
} from './mapper/response.js';
import { MarketNames } from './market-names.js';
import { NetworkGuard } from './network-guard.js';
import type { PollKind } from './poll-plan.js';

const PAGE = 100;
/** More pages of live orders than any account may have; a cursor that leads round in circles ends here. */
const MAX_ORDER_PAGES = 50;

/** Endpoint of each kind of poll. */
export const ENDPOINTS: Readonly<Record<PollKind, string>> = {
  network: '',
  markets: 'orderBooks',
  account: 'account',
  orders: 'accountActiveOrders',
  limits: 'accountLimits',
  funding: 'positionFunding',
};

/** Reads what REST tells of an account and says it in our words. Each reading throws as `LighterClient.ask`, or MalformedFrame. */
@Injectable()
export class AccountReader {
  /** The latest answer of each kind and account, and what it was mapped to with the market names of that version. */
  private readonly last = new Map<string, { text: string; names: number; updates: Update[] }>();

  constructor(
    private readonly client: LighterClient,
    private readonly egresses: EgressRegistry,
    private readonly names: MarketNames,
    private readonly network: NetworkGuard,
  ) {}

  async read(kind: PollKind, accountIndex: number, use: Use, signal?: AbortSignal): Promise<Update[]> {
    const updates = await this.readKind(kind, accountIndex, use, signal);
    this.names.learn(updates);
    return updates;
  }

  /** Newest first; `cursor` as the page before told it. */
  async tradePage(accountIndex: number, cursor: string | null, signal: AbortSignal): Promise<TradePage> {
    const params = {
      account_index: accountIndex,
      sort_by: 'trade_id',
      sort_dir: 'desc',
      limit: PAGE,
      ...(cursor !== null && { cursor }),
    };
    const question = {
      accountIndex,
      endpoint: 'trades',
      params,
      auth: true,
      use: 'reserve',
      signal,
    } as const;
    const reply = await this.client.ask(question);
    const page = mapTradesResponse(reply.text, this.context(accountIndex, reply));
    return { update: page.update, nextCursor: page.cursor };
  }

  private async readKind(kind: PollKind, index: number, use: Use, signal?: AbortSignal): Promise<Update[]> {
    const auth = kind === 'orders' || kind === 'limits' || kind === 'funding';
    const question = { accountIndex: index, endpoint: ENDPOINTS[kind], auth, use, signal };
    const ask = (params: Record<string, string | number>): Promise<Reply> =>
      this.client.ask({ ...question, params });
    switch (kind) {
      case 'account': {
        const reply = await ask({ by: 'index', value: index });
        return this.unlessSame(kind, index, reply, (context) =>
          this.learnAddress(index, mapAccountResponse(reply.text, context)),
        );
      }
      case 'orders':
        return this.orders(index, ask);
      case 'funding': {
        const reply = await ask({ account_index: index, limit: PAGE });
        return [mapFundingResponse(reply.text, this.context(index, reply))];
      }
      case 'limits': {
        const tier = mapTier((await ask({ account_index: index })).text);
        this.egresses.budgets.learnTier(index, isTier(tier) ? tier : 'standard');
        return [];
      }
      case 'markets': {
        const reply = await ask({});
        return [mapMarketsResponse(reply.text, reply.askedAt, reply.receivedAt)];
      }
      case 'network': {
        const networkId = mapNetworkId((await ask({})).text);
        if (networkId !== null) this.network.check(networkId);
        return [];
      }
    }
  }

  /** Every page, or nothing: a snapshot that lacks orders would take them for gone. */
  private async orders(
    index: number,
    ask: (params: Record<string, string | number>) => Promise<Reply>,
  ): Promise<Update[]> {
    const first = await ask({ account_index: index });
    const pages = [first.text];
    for (let cursor = nextCursor(first.text); cursor !== null; cursor = nextCursor(pages.at(-1)!)) {
      if (pages.length === MAX_ORDER_PAGES) throw new MalformedFrame('next_cursor leads to no end');
      pages.push((await ask({ account_index: index, cursor })).text);
    }
    if (pages.length > 1) return mapOrdersResponse(pages, this.context(index, first));
    return this.unlessSame('orders', index, first, (context) => mapOrdersResponse(pages, context));
  }

  /** A quiet account answers the same again and again: then only the time of arrival is new, and nothing need be parsed. */
  private unlessSame(
    kind: PollKind,
    index: number,
    reply: Reply,
    map: (context: ResponseContext) => Update[],
  ): Update[] {
    const key = `${kind}/${index}`;
    const last = this.last.get(key);
    if (last?.text === reply.text && last.names === this.names.version) {
      const { askedAt: asked_at, receivedAt: received_at } = reply;
      return last.updates.map((update) =>
        'arrival' in update ? { ...update, arrival: { ...update.arrival, asked_at, received_at } } : update,
      );
    }
    const updates = map(this.context(index, reply));
    this.last.set(key, { text: reply.text, names: this.names.version, updates });
    return updates;
  }

  private learnAddress(index: number, updates: Update[]): Update[] {
    for (const update of updates)
      if (update.type === 'summary' && update.fields.l1_address)
        this.egresses.budgets.learnAddress(index, update.fields.l1_address);
    return updates;
  }

  private context(accountIndex: number, { askedAt, receivedAt }: Reply): ResponseContext {
    return { accountIndex, askedAt, receivedAt, symbolOf: this.names.symbolOf };
  }
}
