import { Injectable } from '@nestjs/common';
import type { Use } from '../egress/rate-budget.js';
import { EgressRegistry } from '../egress/egress.registry.js';
import { isTier } from '../egress/tier-limits.js';
import type { Update } from '../state/update.js';
import type { TradePage } from '../upstream/trade-history.port.js';
import { LighterClient, type Reply } from './lighter.client.js';
import { MalformedFrame } from './mapper/malformed-frame.js';
import {
  arrivalOf,
  mapAccountResponse,
  mapFundingResponse,
  mapMarketsResponse,
  mapNetworkId,
  mapOrdersPage,
  mapTier,
  mapTradesResponse,
  ordersSnapshot,
  type ResponseContext,
} from './mapper/response.js';
import { MarketNames } from './market-names.js';
import { NetworkGuard } from './network-guard.js';
import type { PollKind } from './polling/poll-plan.js';

const PAGE = 100;
/** More pages of live orders than an account can have. */
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

/** Reads accounts over REST and maps the responses to updates. Throws as `LighterClient.ask`, or MalformedFrame. */
@Injectable()
export class AccountReader {
  /** The latest response per kind and account, with the updates mapped from it at that version of the market names. */
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

  /** Newest first; `cursor` from the previous page. */
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
    return { update: page.update, nextCursor: page.cursor, unreadable: page.unreadable };
  }

  private async readKind(kind: PollKind, index: number, use: Use, signal?: AbortSignal): Promise<Update[]> {
    const auth = kind === 'orders' || kind === 'limits' || kind === 'funding';
    const question = { accountIndex: index, endpoint: ENDPOINTS[kind], auth, use, signal };
    const ask = (params: Record<string, string | number>): Promise<Reply> =>
      this.client.ask({ ...question, params });
    switch (kind) {
      case 'account': {
        const reply = await ask({ by: 'index', value: index });
        const same = this.sameAsLast(kind, index, reply);
        if (same) return same;
        const updates = mapAccountResponse(reply.text, this.context(index, reply));
        return this.remember(kind, index, reply, this.learnAddress(index, updates));
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
        return [mapMarketsResponse(reply.text, reply)];
      }
      case 'network': {
        const networkId = mapNetworkId((await ask({})).text);
        if (networkId !== null) this.network.check(networkId);
        return [];
      }
    }
  }

  /** All pages or none: a partial snapshot would remove the missing orders. */
  private async orders(
    index: number,
    ask: (params: Record<string, string | number>) => Promise<Reply>,
  ): Promise<Update[]> {
    const first = await ask({ account_index: index });
    const same = this.sameAsLast('orders', index, first);
    if (same) return same;
    const context = this.context(index, first);
    const pages = [mapOrdersPage(first.text, context)];
    for (let { cursor } = pages[0]!; cursor !== null; cursor = pages.at(-1)!.cursor) {
      if (pages.length === MAX_ORDER_PAGES) throw new MalformedFrame('next_cursor never ends');
      pages.push(mapOrdersPage((await ask({ account_index: index, cursor })).text, context));
    }
    const updates = ordersSnapshot(pages, context);
    return pages.length > 1 ? updates : this.remember('orders', index, first, updates);
  }

  /** A quiet account returns the same text again: then only the arrival is new, and nothing need be parsed. */
  private sameAsLast(kind: PollKind, index: number, { text, ...times }: Reply): Update[] | null {
    const last = this.last.get(`${kind}/${index}`);
    if (last?.text !== text || last.names !== this.names.version) return null;
    return last.updates.map((update) => {
      if (!('arrival' in update)) return update;
      const { exchange_at } = update.arrival;
      return { ...update, arrival: arrivalOf(times, exchange_at) };
    });
  }

  private remember(kind: PollKind, index: number, { text }: Reply, updates: Update[]): Update[] {
    this.last.set(`${kind}/${index}`, { text, names: this.names.version, updates });
    return updates;
  }

  private learnAddress(index: number, updates: Update[]): Update[] {
    for (const update of updates)
      if (update.type === 'summary' && update.fields.l1_address)
        this.egresses.budgets.learnAddress(index, update.fields.l1_address);
    return updates;
  }

  private context(accountIndex: number, reply: Reply): ResponseContext {
    const { askedMono, receivedAt, receivedMono } = reply;
    return { accountIndex, askedMono, receivedAt, receivedMono, symbolOf: this.names.symbolOf };
  }
}
