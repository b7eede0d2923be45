import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.js';
import type { IncidentWriter } from '../incidents/incident-writer.port.js';
import type { Gap } from '../state/account-state.js';
import { compareIds } from '../state/delta.js';
import type { TradesUpdate, Update } from '../state/update.js';
import { backfill, type BackfillResult } from './backfill.js';
import type { GapLog } from './gap-log.port.js';
import { covers, FIRST_START, recoveredByGap, spanOf } from './gap-span.js';
import type { TradeHistory } from './trade-history.port.js';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export interface GapKeeperParts {
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
  private subscribed = false;
  private running: AbortController | null = null;
  private readonly stopping = new AbortController();

  constructor(
    private readonly accountIndex: number,
    private readonly parts: GapKeeperParts,
  ) {}

  /** Every life of ours begins with an open gap. Resolves when it is on the disk. */
  async start(): Promise<void> {
    const { log } = this.parts;
    const isFirst = await this.persist(async () => {
      this.lastTradeId = await log.lastTradeId(this.accountIndex);
      this.gaps = await log.openGaps(this.accountIndex);
      return log.isFirstStart(this.accountIndex);
    });
    for (const gap of this.gaps) this.tell(gap);
    await this.ensureGap(isFirst ? FIRST_START : 'start');
  }

  /** The line was lost: until it is confirmed again, fills go unseen. */
  lost(cause: string): void {
    this.subscribed = false;
    this.running?.abort();
    this.running = null;
    if (this.held) return;
    this.held = [];
    void this.ensureGap(cause);
  }

  /** The line carries the account's trades from here on. */
  confirmed(): void {
    this.subscribed = true;
    this.fill();
  }

  /** Trades that the line brought. */
  admit(update: TradesUpdate): void {
    if (this.held) this.held.push(update);
    else this.pass(update, this.streamed);
  }

  stop(): void {
    this.stopping.abort();
    this.running?.abort();
  }

  private async ensureGap(cause: string): Promise<void> {
    if (!covers(this.gaps, this.lastTradeId)) {
      const gap = this.newGap(cause);
      await this.persist(() => this.parts.log.open(gap));
      if (this.stopping.signal.aborted) return;
      this.gaps.push(gap);
      this.tell(gap);
    }
    const held = this.held ?? [];
    this.held = null;
    for (const update of held) this.pass(update, this.streamed);
    this.fill();
  }

  private newGap(cause: string): Gap {
    return {
      gap_id: randomUUID(),
      account_index: this.accountIndex,
      cause,
      from_trade_id: this.lastTradeId,
      to_trade_id: null,
      opened_at: this.parts.clock.now(),
      closed_at: null,
      trades_recovered: null,
      complete: null,
      reason: null,
    };
  }

  private pass(update: TradesUpdate, ids: Set<string>): void {
    this.parts.apply(update);
    for (const { entity } of update.rows) {
      const id = entity.trade_id;
      if (this.gaps.length > 0 && !this.streamed.has(id)) ids.add(id);
      if (this.lastTradeId === null || compareIds(id, this.lastTradeId) > 0) this.lastTradeId = id;
    }
    if (this.lastTradeId !== null) this.parts.log.recorded(this.accountIndex, this.lastTradeId);
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
        const { history } = this.parts;
        const handOver = (page: TradesUpdate): void => this.pass(page, this.recovered);
        this.close(await backfill(history, this.accountIndex, spanOf(this.gaps), handOver, signal));
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.report('warning', 'backfill-failed', `backfill failed: ${messageOf(error)}`);
        await this.parts.clock.sleep(wait, signal);
      }
    }
  }

  /** From here on a loss opens a gap of its own, even while this closing is on its way to the disk. */
  private close({ complete, reason }: BackfillResult): void {
    const counts = recoveredByGap(this.gaps, this.recovered);
    const closed = this.gaps.map((gap) => ({
      ...gap,
      to_trade_id: this.lastTradeId,
      closed_at: this.parts.clock.now(),
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
    await this.persist(() => this.parts.log.close(gap));
    if (this.stopping.signal.aborted) return;
    this.tell(gap);
    if (!gap.complete) this.report('warning', 'gap-incomplete', `trades may be missing: ${gap.reason}`);
  }

  private tell(gap: Gap): void {
    this.parts.apply({ type: 'gap', gap, at: this.parts.clock.now() });
  }

  /** Does it until it succeeds or we stop: without the disk no gap can be trusted. */
  private async persist<T>(task: () => Promise<T>): Promise<T | undefined> {
    const { signal } = this.stopping;
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      try {
        return await task();
      } catch (error) {
        this.report('error', 'gap-log-failed', `gap log failed: ${messageOf(error)}`);
        await this.parts.clock.sleep(wait, signal);
      }
    }
    return undefined;
  }

  private report(severity: 'warning' | 'error', error_type: string, message: string): void {
    const { accountIndex } = this;
    this.parts.incidents.report({
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
