import { Injectable } from '@nestjs/common';
import { EgressRegistry } from '../egress/egress.registry.js';
import { isTier } from '../egress/tier-limits.js';
import type { Update } from '../state/update.js';
import { CashFlowLog, type FlowReading } from '../upstream/cash-flow-log.port.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import { mapFlowReadings } from './mapper/cash-flows.js';
import { FundingMarks, type FundingMark } from './funding-marks.js';
import { LighterClient, type Question, type Reply } from './lighter.client.js';
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
  endedOrders,
  ordersSnapshot,
  type FundingPage,
  type OrdersPage,
  type TradesPage,
  type ResponseContext,
} from './mapper/response.js';
import { MarketNames } from './market-names.js';
import { NetworkGuard } from './network-guard.js';
import { PolledTexts } from './polled-texts.js';
import { PollPacer } from './polling/poll-pacer.js';
import type { PollKind } from './polling/poll-plan.js';

const PAGE = 100;
/** More pages of live orders than an account can have. */
const MAX_ORDER_PAGES = 50;
const MAX_ENDED_PAGES = 3;
/** 3,000 payments. */
const MAX_FUNDING_PAGES = 30;

/** Endpoint of each kind of poll. */
export const ENDPOINTS: Readonly<Record<PollKind, string>> = {
  network: '',
  markets: 'orderBooks',
  account: 'account',
  orders: 'accountActiveOrders',
  trades: 'trades',
  limits: 'accountLimits',
  funding: 'positionFunding',
  'cash-flows': 'pnl',
};

/** Sent with the account's token. */
const PRIVATE: ReadonlySet<PollKind> = new Set(['orders', 'limits', 'funding', 'cash-flows']);
/** A service that was down for longer misses flows. */
const FLOW_HOURS = 30 * 24;

type Ask = (params: Record<string, string | number>) => Promise<Reply>;

/** The part of the budget that a reading spends. */
export type Spend = Pick<Question, 'use' | 'purpose'>;

/**
 * Reads accounts over REST and maps the responses to updates. Throws what `LighterClient.ask` throws, or
 * MalformedFrame.
 */
@Injectable()
export class AccountReader {
  /**
   * The latest response per kind and account, with the updates mapped from it and the version of the market names used.
   */
  private readonly last = new Map<string, { text: string; names: number; updates: Update[] }>();

  /** 1 when spans of cash flows are in seconds, 1000 when in milliseconds. */
  private flowUnit: 1 | 1000 = 1;

  constructor(
    private readonly client: LighterClient,
    private readonly egresses: EgressRegistry,
    private readonly names: MarketNames,
    private readonly network: NetworkGuard,
    private readonly funding: FundingMarks,
    private readonly pacer: PollPacer,
    private readonly cashFlows: CashFlowLog,
    private readonly clock: ExchangeClock,
    private readonly polled: PolledTexts,
  ) {}

  async read(kind: PollKind, accountIndex: number, spend: Spend, signal?: AbortSignal): Promise<Update[]> {
    const updates = await this.readKind(kind, accountIndex, spend, signal);
    this.names.learn(updates);
    return updates;
  }

  /** Newest first; `cursor` from the previous page. */
  async tradePage(
    accountIndex: number,
    cursor: string | null,
    spend: Spend,
    signal?: AbortSignal,
  ): Promise<TradesPage> {
    const params = {
      account_index: accountIndex,
      sort_by: 'trade_id',
      sort_dir: 'desc',
      limit: PAGE,
      ...(cursor !== null && { cursor }),
    };
    const reply = await this.client.ask({
      accountIndex,
      endpoint: 'trades',
      params,
      auth: true,
      ...spend,
      signal,
    });
    return mapTradesResponse(reply.text, this.context(accountIndex, reply));
  }

  /**
   * Reads how orders ended, in at most three pages of the latest ones.
   * @returns an update with the orders of `orderIds` that were found (`null` if there were none), and the ids of the others
   */
  async endedOrders(
    accountIndex: number,
    orderIds: ReadonlySet<string>,
    signal?: AbortSignal,
  ): Promise<{ update: Update | null; unknown: readonly string[] }> {
    const missing = new Set(orderIds);
    const found: OrdersPage['rows'] = [];
    let context: ResponseContext | null = null;
    let cursor: string | null = null;
    for (let page = 0; page < MAX_ENDED_PAGES && missing.size > 0; page++) {
      const params = { account_index: accountIndex, limit: PAGE, ...(cursor !== null && { cursor }) };
      const question = { accountIndex, endpoint: 'accountInactiveOrders', params, auth: true } as const;
      const reply = await this.client.ask({ ...question, use: 'reserve', purpose: 'ended-orders', signal });
      context ??= this.context(accountIndex, reply);
      const { rows, cursor: next } = mapOrdersPage(reply.text, context);
      for (const row of rows) if (missing.delete(row.entity.order_id)) found.push(row);
      if (next === null || next === cursor) break;
      cursor = next;
    }
    return {
      update: context && found.length > 0 ? endedOrders(found, context) : null,
      unknown: [...missing],
    };
  }

  private async readKind(
    kind: PollKind,
    index: number,
    spend: Spend,
    signal?: AbortSignal,
  ): Promise<Update[]> {
    const auth = PRIVATE.has(kind);
    const question = { accountIndex: index, endpoint: ENDPOINTS[kind], auth, ...spend, signal };
    const ask: Ask = (params) => this.client.ask({ ...question, params });
    const askPage: Ask = async (params) => {
      if (spend.use === 'poll') await this.pacer.turn(index, question.endpoint, signal);
      return ask(params);
    };
    switch (kind) {
      case 'account':
        return this.account(index, await ask({ by: 'index', value: index }));
      case 'orders':
        return this.orders(index, ask, askPage);
      case 'trades':
        return [(await this.tradePage(index, null, spend, signal)).update];
      case 'funding':
        return this.fundingPages(index, ask, askPage);
      case 'cash-flows':
        this.cashFlows.readings(index, await this.flowReadings(index, ask));
        return [];
      case 'limits': {
        const reply = await ask({ account_index: index });
        const tier = mapTier(reply.text);
        this.polled.limits.set(index, reply);
        this.egresses.budgets.learnTier(index, isTier(tier) ? tier : 'standard');
        return [];
      }
      case 'markets': {
        const reply = await ask({});
        const update = mapMarketsResponse(reply.text, reply);
        this.polled.markets = reply;
        return [update];
      }
      case 'network': {
        const networkId = mapNetworkId((await ask({})).text);
        if (networkId !== null) this.network.check(networkId);
        return [];
      }
    }
  }

  private account(index: number, reply: Reply): Update[] {
    const same = this.sameAsLast('account', index, reply);
    if (same) return same;
    const updates = mapAccountResponse(reply.text, this.context(index, reply));
    return this.remember('account', index, reply, this.learnAddress(index, updates));
  }

  /** All pages or none: a partial snapshot would remove the missing orders. */
  private async orders(index: number, ask: Ask, askPage: Ask): Promise<Update[]> {
    const first = await ask({ account_index: index });
    const same = this.sameAsLast('orders', index, first);
    if (same) return same;
    const context = this.context(index, first);
    const pages = [mapOrdersPage(first.text, context)];
    const cursors = new Set<string>();
    for (let { cursor } = pages[0]!; cursor !== null; cursor = pages.at(-1)!.cursor) {
      if (cursors.has(cursor) || pages.length === MAX_ORDER_PAGES)
        throw new MalformedFrame('next_cursor leads back to a page read before', 'next_cursor');
      cursors.add(cursor);
      pages.push(mapOrdersPage((await askPage({ account_index: index, cursor })).text, context));
    }
    const updates = ordersSnapshot(pages, context);
    return pages.length > 1 ? updates : this.remember('orders', index, first, updates);
  }

  /** Reads back to the last known payment; without one only the first page, since the past is unbounded. */
  private async fundingPages(index: number, ask: Ask, askPage: Ask): Promise<Update[]> {
    const mark = this.funding.of(index);
    const updates: FundingPage['update'][] = [];
    const cursors = new Set<string>();
    let cursor: string | null = null;
    do {
      if (cursor !== null) cursors.add(cursor);
      const params = { account_index: index, limit: PAGE, ...(cursor !== null && { cursor }) };
      const reply = await (cursor === null ? ask(params) : askPage(params));
      const page = mapFundingResponse(reply.text, this.context(index, reply));
      updates.push(page.update);
      const reached = page.update.rows.some(({ entity }) => isKnown(entity, mark));
      cursor = mark === null || reached ? null : page.cursor;
    } while (cursor !== null && !cursors.has(cursor) && updates.length < MAX_FUNDING_PAGES);
    const newest = updates[0]!.rows.reduce<FundingMark | null>(
      (best, { entity }) => (best !== null && best.timestamp >= entity.timestamp ? best : entity),
      null,
    );
    if (newest !== null)
      this.funding.set(index, { funding_id: newest.funding_id, timestamp: newest.timestamp });
    return updates;
  }

  /** The latest hours. The unit of the span is not documented, and in the wrong one it holds nothing. */
  private async flowReadings(index: number, ask: Ask): Promise<FlowReading[]> {
    const now = this.clock.now();
    if (now === null) return [];
    for (const unit of this.flowUnit === 1 ? ([1, 1000] as const) : ([1000, 1] as const)) {
      const end = Math.floor(now / 1000) * unit;
      const span = { start_timestamp: end - FLOW_HOURS * 3600 * unit, end_timestamp: end };
      const reply = await ask({
        by: 'index',
        value: index,
        resolution: '1h',
        ...span,
        count_back: FLOW_HOURS,
      });
      const readings = mapFlowReadings(reply.text);
      if (readings.length === 0) continue;
      this.flowUnit = unit;
      return readings;
    }
    return [];
  }

  /** A quiet account returns the same text again; then only the arrival is new, and parsing is skipped. */
  private sameAsLast(kind: PollKind, index: number, { text, ...times }: Reply): Update[] | null {
    const last = this.last.get(`${kind}/${index}`);
    if (last?.text !== text || last.names !== this.names.version) return null;
    const [first] = last.updates;
    const stamp = first && 'arrival' in first ? first.arrival.exchange_at : null;
    // One object for all parts: the state treats parts with one arrival as one answer.
    const arrival = arrivalOf(times, stamp);
    return last.updates.map((update) => ('arrival' in update ? { ...update, arrival } : update));
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

/** Payments of one round share a timestamp, so only an older payment, or the marked one itself, is known. */
function isKnown({ funding_id, timestamp }: FundingMark, mark: FundingMark | null): boolean {
  return mark !== null && (funding_id === mark.funding_id || timestamp < mark.timestamp);
}
