import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { AccountState, Decimal, Millis } from 'lighter-broadcaster-protocol/account';
import { absolute, compareDecimals, difference, isZero, sum } from 'lighter-broadcaster-protocol/decimal';
import type { ListDelta } from 'lighter-broadcaster-protocol/delta';
import { Clock, type Timer } from '../../clock/clock.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import type { AccountChange, Change } from '../../state/change.js';
import { CashFlowLog, type FlowReading } from '../../upstream/cash-flow-log.port.js';
import { HISTORY_OPTIONS, type HistoryOptions } from '../history-options.js';
import { HistoryStore } from '../history-store.port.js';
import type { RowOf, StoredRow } from '../row.js';
import { CollateralWatch } from './collateral-watch.js';
import { flowsByHour, HOUR_MS, meaningOf, type FlowMeaning } from './flow-readings.js';
import { HistoryRecorder } from './history.recorder.js';

const SAMPLE_MS = 10_000;
/** After the end of an hour, every step within it has been found. */
const SETTLED_AFTER_MS = 15 * 60_000;
/** The exchange reports binary floats. */
const TOLERANCE: Decimal = '0.01';
const UNIFIED = 1;
const PAGE = 1_000;

type FlowRow = Omit<RowOf<'cash_flows'>, 'account_index' | 'epoch' | 'seq' | 'received_at' | 'raw_data'>;

/**
 * Records deposits, withdrawals and transfers: from steps of collateral within minutes, marked as derived until the exchange's
 * own figures for that hour confirm or correct them.
 */
@Injectable()
export class CashFlowRecorder extends CashFlowLog implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(CashFlowRecorder.name);
  private readonly watches = new Map<number, CollateralWatch>();
  /** The same for all accounts, so that one account settles it. */
  private meaning: FlowMeaning | null = null;
  private sampling: Timer | null = null;
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly store: HistoryStore,
    private readonly feed: ChangeFeed,
    private readonly clock: Clock,
    private readonly recorder: HistoryRecorder,
    @Inject(HISTORY_OPTIONS) private readonly options: HistoryOptions,
  ) {
    super();
  }

  onModuleInit(): void {
    if (!this.options.records) return;
    this.unsubscribe = this.feed.subscribe('cash-flows', (change) => this.take(change));
    this.sampling = this.clock.every(SAMPLE_MS, () => this.sampleAll());
  }

  onModuleDestroy(): void {
    this.unsubscribe();
    this.sampling?.cancel();
  }

  override readings(accountIndex: number, readings: readonly FlowReading[]): void {
    if (!this.options.records) return;
    this.compare(accountIndex, readings).catch((error: Error) =>
      this.log.warn(`Cash flows of account ${accountIndex} are compared again later: ${error.message}`),
    );
  }

  private take(change: Change): void {
    if (change.entity !== 'account') return;
    const { delta } = change;
    const watch = this.watchOf(change.account_index);
    if (isIncomplete(change) || isReplaced(delta.trades)) return watch.restart();
    for (const trade of addedTo(delta.trades)) {
      // The fee of a liquidation is not part of the trade.
      if (trade.realized_pnl === null || trade.type !== 'trade') return watch.restart();
      watch.explain(difference(trade.realized_pnl, trade.fee), trade.timestamp);
    }
    for (const { change: amount, timestamp } of addedTo(delta.funding)) watch.explain(amount, timestamp);
  }

  private sampleAll(): void {
    const at = this.clock.wallNow();
    for (const index of this.feed.accountIndexes()) {
      const state = this.feed.account(index);
      const collateral = state?.summary?.collateral;
      if (!state || !collateral || !isComplete(state)) continue;
      const step = this.watchOf(index).sample({
        collateral,
        at,
        fundingStamp: state.sections.funding.confirmed_at,
      });
      if (!step) continue;
      const flow_id = `derived-${step.at}`;
      const row = { timestamp: step.at, flow_id, amount: step.amount, source: 'derived', confirmed_at: null };
      this.record(index, [row]);
    }
  }

  /** What the exchange reports for an hour counts: it confirms what was derived, or takes its place. */
  private async compare(accountIndex: number, readings: readonly FlowReading[]): Promise<void> {
    this.meaning = meaningOf(readings) ?? this.meaning;
    const now = this.clock.wallNow();
    const hours = flowsByHour(readings, this.meaning).filter(
      ({ timestamp }) => timestamp + HOUR_MS + SETTLED_AFTER_MS <= now,
    );
    const [first, last] = [hours[0], hours.at(-1)];
    if (!first || !last) return;
    const known = await this.known(accountIndex, first.timestamp, last.timestamp + HOUR_MS);
    const rows = hours.flatMap((hour) => corrections(hour, within(known, hour.timestamp), now));
    this.record(accountIndex, rows);
  }

  private async known(accountIndex: number, from: Millis, to: Millis): Promise<StoredRow<'cash_flows'>[]> {
    const query = {
      table: 'cash_flows',
      accounts: [accountIndex],
      from,
      to,
      order: 'asc',
      limit: PAGE,
    } as const;
    const rows: StoredRow<'cash_flows'>[] = [];
    let page = await this.store.page<'cash_flows'>({ ...query, cursor: null });
    rows.push(...page.rows);
    while (page.next) {
      page = await this.store.page<'cash_flows'>({ ...query, cursor: page.next });
      rows.push(...page.rows);
    }
    return rows;
  }

  private record(account_index: number, rows: readonly FlowRow[]): void {
    const { epoch, seq } = this.feed.positionOf(`account/${account_index}`);
    const origin = { epoch, seq, received_at: this.clock.wallNow(), raw_data: null };
    this.recorder.append(
      rows.map((row) => ({ table: 'cash_flows', values: { account_index, ...row, ...origin } })),
    );
  }

  private watchOf(index: number): CollateralWatch {
    const known = this.watches.get(index);
    if (known) return known;
    const watch = new CollateralWatch();
    this.watches.set(index, watch);
    return watch;
  }
}

function corrections(
  { timestamp, inflow, outflow }: FlowReading,
  known: StoredRow<'cash_flows'>[],
  now: Millis,
): FlowRow[] {
  const derived = known.filter(({ source }) => source === 'derived');
  const found = sum(derived.map(({ amount }) => amount));
  const agrees = derived.length > 0 && isNear(found, difference(inflow, outflow));
  const settled = derived
    .filter(({ confirmed_at, amount }) => confirmed_at === null || (!agrees && !isZero(amount ?? '0')))
    .map(({ timestamp: at, flow_id, amount, source }) => ({
      ...{ timestamp: at, flow_id, source, amount: agrees ? amount : '0', confirmed_at: now },
    }));
  if (agrees) return settled;
  const reported = [
    { flow_id: `in-${timestamp}`, amount: inflow },
    { flow_id: `out-${timestamp}`, amount: isZero(outflow) ? '0' : `-${outflow}` },
  ].filter(({ flow_id, amount }) => {
    const before = known.find((row) => row.flow_id === flow_id)?.amount ?? '0';
    return compareDecimals(amount, before) !== 0;
  });
  return [
    ...settled,
    ...reported.map((row) => ({ ...row, timestamp, source: 'exchange', confirmed_at: now })),
  ];
}

function within(rows: readonly StoredRow<'cash_flows'>[], hour: Millis): StoredRow<'cash_flows'>[] {
  return rows.filter(
    ({ timestamp }) => timestamp !== null && timestamp >= hour && timestamp < hour + HOUR_MS,
  );
}

function isNear(a: Decimal, b: Decimal): boolean {
  return compareDecimals(absolute(difference(a, b)), TOLERANCE) <= 0;
}

/** Whether collateral, trades and funding are all known and fresh. In a unified account spot trades move collateral too. */
function isComplete({ summary, trades, funding, gaps, sections }: AccountState): boolean {
  if (summary?.account_trading_mode === UNIFIED || trades === null || funding === null) return false;
  if (sections.summary.stale || sections.trades.stale || sections.funding.stale) return false;
  return gaps.every(({ closed_at }) => closed_at !== null);
}

/** Whether trades are known to be lost. */
function isIncomplete({ delta }: AccountChange): boolean {
  return addedTo(delta.gaps).some(({ complete }) => complete === false);
}

function isReplaced(delta: ListDelta<unknown> | undefined): boolean {
  return delta !== undefined && 'set' in delta;
}

function addedTo<T>(delta: ListDelta<T> | undefined): T[] {
  return delta && 'upsert' in delta ? (delta.upsert ?? []) : [];
}
