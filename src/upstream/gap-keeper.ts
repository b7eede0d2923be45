import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock/clock.js';
import type { IncidentWriter } from '../incidents/incident-writer.port.js';
import type { Gap } from 'lighter-broadcaster-protocol/account';
import { compareIds } from 'lighter-broadcaster-protocol/delta';
import type { TradesUpdate, Update } from '../state/update.js';
import { backfill, type BackfillResult } from './backfill.js';
import type { GapLog } from './gap-log.port.js';
import { covers, FIRST_START, recoveredByGap, spanOf } from './gap-span.js';
import type { TradeHistory } from './trade-history.port.js';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export interface GapKeeperContext {
  clock: Clock;
  log: GapLog;
  history: TradeHistory;
  incidents: IncidentWriter;
  /** Hands an update to the state. */
  apply: (update: Update) => void;
}

/**
 * Sees to it that the state ends with every trade of one account, each once. From a loss of the line until a gap is on
 * the disk, newer trades wait; once the line is subscribed again, what lies between is read from the exchange.
 */
export class GapKeeper {
  private gaps: Gap[] = [];
  private lastTradeId: string | null = null;
  /** Trades that wait for a gap to be on the disk; `null` while none is being opened. */
  private held: TradesUpdate[] | null = [];
  /** Trades that came by themselves since the oldest open gap. */
  private readonly streamed = new Set<string>();
  private readonly recovered = new Set<string>();
  /** Why the line was lost while trades were held, which says nothing of what came after it. */
  private lostMeanwhile: string | null = null;
  private subscribed = false;
  private running: AbortController | null = null;
  private readonly stopping = new AbortController();

  constructor(
    private readonly accountIndex: number,
    private readonly context: GapKeeperContext,
  ) {}

  /** Every life of ours begins with an open gap. Resolves when it is on the disk. */
  async start(): Promise<void> {
    const { log } = this.context;
    const isFirst = await this.persist(async () => {
      this.lastTradeId = await log.lastTradeId(this.accountIndex);
      this.gaps = await log.openGaps(this.accountIndex);
      return log.isFirstStart(this.accountIndex);
    });
    for (const gap of this.gaps) this.publish(gap);
    await this.ensureGap(isFirst ? FIRST_START : 'start');
  }

  /** The line was lost: until it is confirmed again, fills go unseen. */
  lost(cause: string): void {
    this.subscribed = false;
    this.running?.abort();
    this.running = null;
    if (this.held) this.lostMeanwhile = cause;
    else this.holdAndOpen(cause);
  }

  /** The line carries the account's trades from here on. */
  confirmed(): void {
    this.subscribed = true;
    this.fill();
  }

  /** Trades that the line brought. */
  admit(update: TradesUpdate): void {
    if (this.held) this.held.push(update);
    else if (this.needsAnchor(update)) {
      this.held = [update];
      void this.anchor(update).then(() => this.release());
    } else this.pass(update, this.streamed);
  }

  stop(): void {
    this.stopping.abort();
    this.running?.abort();
  }

  private async ensureGap(cause: string): Promise<void> {
    if (!covers(this.gaps, this.lastTradeId)) {
      const gap = this.newGap(cause);
      await this.persist(() => this.context.log.open(gap));
      if (this.stopping.signal.aborted) return;
      this.gaps.push(gap);
      this.publish(gap);
    }
    const first = (this.held ?? []).find((update) => this.needsAnchor(update));
    if (first) await this.anchor(first);
    this.release();
    this.fill();
  }

  private holdAndOpen(cause: string): void {
    this.lostMeanwhile = null;
    this.held = [];
    void this.ensureGap(cause);
  }

  private release(): void {
    if (this.stopping.signal.aborted) return;
    const held = this.held ?? [];
    this.held = null;
    for (const update of held) this.pass(update, this.streamed);
    if (this.lostMeanwhile !== null) this.holdAndOpen(this.lostMeanwhile);
  }

  /** These would be the first trades ever known of the account, while nothing on the disk says so. */
  private needsAnchor({ rows }: TradesUpdate): boolean {
    return this.lastTradeId === null && this.gaps.length > 0 && rows.length > 0;
  }

  /** From here on a crash must not lead to another beginning: what follows these trades is to be complete. */
  private async anchor({ rows }: TradesUpdate): Promise<void> {
    const from_trade_id = rows.map(({ entity }) => entity.trade_id).sort(compareIds)[0]!;
    const [oldest, ...others] = this.gaps;
    if (!oldest) return;
    const anchored = { ...oldest, from_trade_id };
    this.gaps = [anchored, ...others];
    await this.persist(async () => {
      if (this.gaps.includes(anchored)) await this.context.log.open(anchored);
    });
  }

  private newGap(cause: string): Gap {
    const openedAt = this.context.clock.wallNow();
    return {
      // In the order of time, as lists of gaps are sorted.
      gap_id: `${openedAt}-${randomBytes(4).toString('hex')}`,
      account_index: this.accountIndex,
      cause,
      from_trade_id: this.lastTradeId,
      to_trade_id: null,
      opened_at: openedAt,
      closed_at: null,
      trades_recovered: null,
      complete: null,
      reason: null,
    };
  }

  private pass(update: TradesUpdate, ids: Set<string>): void {
    this.context.apply(update);
    for (const { entity } of update.rows) {
      const id = entity.trade_id;
      if (this.gaps.length > 0 && !this.streamed.has(id)) ids.add(id);
      if (this.lastTradeId === null || compareIds(id, this.lastTradeId) > 0) this.lastTradeId = id;
    }
    if (this.lastTradeId !== null) this.context.log.recorded(this.accountIndex, this.lastTradeId);
  }

  private fill(): void {
    if (!this.subscribed || this.held || this.running || this.gaps.length === 0) return;
    this.running = new AbortController();
    void this.run(this.running.signal);
  }

  /** Backfill knows no phases: it is tried again soon, as far as the budget lets it. */
  private async run(signal: AbortSignal): Promise<void> {
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      try {
        const { history } = this.context;
        const handOver = (page: TradesUpdate): Promise<void> => this.handOver(page);
        this.close(await backfill(history, this.accountIndex, spanOf(this.gaps), handOver, signal));
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.report('warning', 'backfill-failed', `backfill failed: ${messageOf(error)}`);
        await this.context.clock.sleep(wait, signal);
      }
    }
  }

  private async handOver(page: TradesUpdate): Promise<void> {
    const isFirst = this.held === null && this.needsAnchor(page);
    if (isFirst) {
      this.held = [];
      await this.anchor(page);
    }
    this.pass(page, this.recovered);
    if (isFirst) this.release();
  }

  /** From here on a loss opens a gap of its own, even while this closing is on its way to the disk. */
  private close({ complete, reason }: BackfillResult): void {
    const counts = recoveredByGap(this.gaps, this.recovered);
    const closed = this.gaps.map((gap) => ({
      ...gap,
      from_trade_id: gap.cause === FIRST_START ? null : gap.from_trade_id,
      to_trade_id: this.lastTradeId,
      closed_at: this.context.clock.wallNow(),
      trades_recovered: counts.get(gap.gap_id) ?? 0,
      complete,
      reason,
    }));
    this.gaps = [];
    this.running = null;
    this.streamed.clear();
    this.recovered.clear();
    for (const gap of closed) void this.record(gap);
  }

  private async record(gap: Gap): Promise<void> {
    await this.persist(() => this.context.log.close(gap));
    if (this.stopping.signal.aborted) return;
    this.publish(gap);
    if (!gap.complete) this.report('warning', 'gap-incomplete', `trades may be missing: ${gap.reason}`);
  }

  private publish(gap: Gap): void {
    this.context.apply({ type: 'gap', gap, at: this.context.clock.wallNow() });
  }

  /** Does it until it succeeds or we stop: without the disk no gap can be trusted. */
  private async persist<T>(task: () => Promise<T>): Promise<T | undefined> {
    const { signal } = this.stopping;
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      try {
        return await task();
      } catch (error) {
        this.report('error', 'gap-log-failed', `gap log failed: ${messageOf(error)}`);
        await this.context.clock.sleep(wait, signal);
      }
    }
    return undefined;
  }

  private report(severity: 'warning' | 'error', error_type: string, message: string): void {
    const { accountIndex } = this;
    this.context.incidents.report({
      account_index: accountIndex,
      source: 'rest',
      severity,
      error_type,
      message,
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
