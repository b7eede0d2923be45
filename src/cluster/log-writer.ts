import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { stateHash } from 'lighter-broadcaster-protocol/hash';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { Clock, type Timer } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { Problem } from '../http/problems.js';
import { scrubber } from '../secrets/scrubber.js';
import { AccountTextSource } from '../state/account-texts.port.js';
import type { Change } from '../state/change.js';
import { StateStore } from '../state/state.store.js';
import { bytesOf, heartbeatFields } from './batch.js';
import { Engine, EngineDown, type Batch, type EntryFields } from './engine.port.js';
import { Leadership } from './leadership.js';
import { LogBounds } from './log-bounds.js';
import { PendingBatch } from './pending-batch.js';
import { type LoggedFrame } from './mirror/logged-frames.js';
import { PastState } from './recording/past-state.js';
import { encodeRows, type RowEntry } from './recording/row-entries.js';
import { StateDraft } from './shared-state.js';
import { takeoverImage } from './takeover.js';

const HEARTBEAT: Millis = 1_000;
/** Least time from one batch to the next: a batch costs every process about the same, however many changes it has. */
const BATCH_EVERY: Millis = 3;
const FIRST_RETRY: Millis = 100;
const LAST_RETRY: Millis = 1_000;
/** Text of changes that may wait for an engine that does not answer. */
const MAX_WAITING_CHANGES = 200_000;

/**
 * Writes every change of the leading state into the log, together with the state behind it. One batch is under way at a
 * time; what happens meanwhile makes the next.
 */
@Injectable()
export class LogWriter implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(LogWriter.name);
  /** By account that was started before: the highest trade in the log, `null` for none. */
  readonly highestTrades = new Map<number, bigint | null>();
  /** The epoch that this leader began: the first one, or another than its predecessor's; `null` if it continues one. */
  began: 'first' | 'another' | null = null;
  /** Bytes of the entries in the log that this leader wrote. */
  appendedBytes = 0;
  /** Called with the time that each batch took. */
  onAppended: (ms: Millis) => void = () => undefined;
  /** Accounts whose highest trade does not count yet. */
  private readonly heldMarks = new Set<number>();
  /** Id up to which rows are in the history. */
  storedRows = '0-0';
  /** Called with the id of each batch that has rows, and their number. */
  onRows: (id: string, rows: number) => void = () => undefined;
  /** Called before the share is handed over, for what else the next leader must find. */
  beforeRelease: () => Promise<void> = () => Promise.resolve();
  private readonly bounds: LogBounds;
  private pending = this.nothing();
  private held;
  private last: string;
  private number = 0;
  private sending: Promise<void> | null = null;
  private scheduled = false;
  /** The share was handed over: the next leader reads from the exchange what comes now. */
  released = false;
  private sentAt: Millis;
  /** When the last batch went out. */
  private dispatchedAt: Millis = -Infinity;
  private heartbeat: Timer | null = null;
  private turn = 0;

  constructor(
    private readonly store: StateStore,
    private readonly texts: AccountTextSource,
    private readonly engine: Engine,
    private readonly leadership: Leadership,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly past: PastState,
  ) {
    this.held = leadership.held;
    this.last = `${this.held.term}-0`;
    this.sentAt = clock.monotonic();
    this.bounds = new LogBounds(config.cluster.logBytes, config.broadcast.resumeMaxAgeMs);
    store.subscribe('cluster log', (change) => this.add(change));
  }

  /** Continues what the last leader published, or begins an epoch. Runs before anything is applied to the state. */
  async onModuleInit(): Promise<void> {
    for (const [index, mark] of await this.engine.hash(this.held.share, 'marks'))
      this.highestTrades.set(Number(index), mark === '' ? null : BigInt(mark));
    if (!(await this.continue())) await this.begin();
    this.heartbeat = this.clock.every(HEARTBEAT, () => this.beat());
  }

  async onModuleDestroy(): Promise<void> {
    this.heartbeat?.cancel();
    await this.idle();
    if (this.leadership.granted)
      await this.beforeRelease().catch((error: unknown) =>
        this.logger.warn(`The next leader does not find everything: ${scrubber.scrubError(error).message}`),
      );
    await this.idle();
    this.leadership.stop();
    if (!this.leadership.granted) return;
    this.released = true;
    await this.engine
      .release(this.held, { id: this.nextId(), previous: this.last })
      .catch((error: unknown) => this.logger.warn(`The lease was not released: ${String(error)}`));
  }

  /** Resolves when everything so far is in the log. */
  async idle(): Promise<void> {
    while (this.sending !== null || (this.hasPending && !this.released)) {
      this.flush();
      await this.sending;
    }
  }

  /** Resolves when everything up to now is in the log. @throws Problem NOT_READY if the lease ends before that */
  async stored(): Promise<void> {
    await this.sending;
    this.flush();
    await this.sending;
    if (!this.leadership.granted)
      throw new Problem('NOT_READY', 'This process does not lead the cluster any more: repeat the request.');
  }

  /** Appends rows and notes in the batch of the changes that are being collected. */
  addRows(entry: RowEntry): void {
    this.pending.addRows(entry);
    this.schedule();
  }

  /** Appends a frame of the mirror after the changes so far. It is not counted. */
  addFrame(frame: LoggedFrame): void {
    this.pending.frames.push(frame);
    this.schedule();
  }

  /** Until `releaseMark`, trades of the account do not move where a gap at a start begins. */
  holdMark(accountIndex: number): void {
    this.heldMarks.add(accountIndex);
  }

  releaseMark(accountIndex: number): void {
    if (!this.heldMarks.delete(accountIndex)) return;
    this.pending.draft.mark(accountIndex, { set: this.store.account(accountIndex)?.trades ?? [] });
    this.schedule();
  }

  private async continue(): Promise<boolean> {
    const { share, fresh } = this.held;
    const shared = await this.past.read();
    // Also in a new epoch: only an operator resumes.
    if (shared) this.store.restoreControl(shared.connections.control);
    if (!shared || fresh || !this.fits(shared.head.accounts ?? [])) return false;
    const textsOf = async (index: number) => [index, await this.engine.hash(share, `x:${index}`)] as const;
    const texts = await Promise.all([...shared.accounts.keys()].map(textsOf));
    const image = takeoverImage(shared, new Map(texts), this.config.lighter.tradesKept);
    if (!this.store.restore(image)) return false;
    this.logger.log(`Continuing epoch ${image.epoch} at change ${image.total}`);
    return true;
  }

  private async begin(): Promise<void> {
    const { epoch } = this.store;
    this.began = (await this.engine.head(this.held.share))?.accounts ? 'another' : 'first';
    const id = this.nextId();
    const accounts = this.config.accounts.map(({ index, name }) => [index, name] as const);
    this.held = await this.engine.begin(this.held, { epoch, id, previous: this.last, accounts });
    this.last = id;
    this.pending.draft.addAll(this.store);
    await this.send(this.take(heartbeatFields(null)));
    this.logger.log(`Beginning epoch ${epoch}`);
  }

  private fits(accounts: readonly (readonly [number, string])[]): boolean {
    const configured = this.config.accounts.map(({ index, name }) => [index, name]);
    return JSON.stringify(configured) === JSON.stringify(accounts);
  }

  private add(change: Change): void {
    this.pending.add(change, this.store, this.texts);
    if (this.waiting > MAX_WAITING_CHANGES) this.leadership.lose('the engine does not take changes in time');
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    const flush = (): void => {
      this.scheduled = false;
      this.flush();
    };
    const wait = this.dispatchedAt + BATCH_EVERY - this.clock.monotonic();
    if (wait > 0) this.clock.after(wait, flush);
    else setImmediate(flush);
  }

  private flush(): void {
    if (this.sending !== null || !this.hasPending || this.released) return;
    this.dispatch(this.pending.fields());
  }

  private dispatch(fields: EntryFields): void {
    this.dispatchedAt = this.clock.monotonic();
    this.sending = this.send(this.take(fields)).finally(() => {
      this.sending = null;
      if (this.hasPending) this.schedule();
    });
  }

  /** Changes that were not sent to the engine yet. */
  get waiting(): number {
    return this.pending.changes.length;
  }

  /** Repeats a batch until the engine has it: it may have gone through although no answer came. */
  private async send(batch: Batch): Promise<void> {
    const begun = this.clock.monotonic();
    for (let delay = FIRST_RETRY; this.leadership.granted; delay = Math.min(LAST_RETRY, delay * 2)) {
      try {
        await this.engine.append(this.held, batch);
        const now = this.clock.monotonic();
        // Frames alone say nothing about the state, so they put off no comparison.
        if (String(batch.fields.get('k')) !== 'r') this.sentAt = now;
        this.appendedBytes += bytesOf(batch.fields);
        this.onAppended(now - begun);
        return;
      } catch (error) {
        if (!(error instanceof EngineDown)) return this.leadership.lose(String(error));
        await this.clock.sleep(delay);
      }
    }
  }

  /** The pending changes as a batch. */
  private take(fields: EntryFields): Batch {
    const { changes, streams, draft, rows, hasRowsOrNotes } = this.pending;
    this.pending = this.nothing();
    const id = this.nextId();
    if (rows.rows.length > 0) this.onRows(id, rows.rows.length);
    const previous = this.last;
    this.last = id;
    return {
      id,
      previous,
      fields,
      total: changes.at(-1)?.total ?? this.store.total,
      streams: [...streams.values()],
      hashes: draft.writes(),
      keepLogFrom: this.bounds.add(id, bytesOf(fields), this.clock.monotonic()),
      rows: hasRowsOrNotes ? encodeRows(rows) : null,
      storedRows: this.storedRows,
    };
  }

  private nothing(): PendingBatch {
    return new PendingBatch(new StateDraft(this.highestTrades, this.heldMarks));
  }

  private get hasPending(): boolean {
    return !this.pending.isEmpty;
  }

  private nextId(): string {
    return `${this.held.term}-${++this.number}`;
  }

  /** Followers see that the leader lives, and compare one account at a time with their copy. */
  private beat(): void {
    if (this.sending !== null || this.clock.monotonic() - this.sentAt < HEARTBEAT * 0.9) return;
    const indexes = this.store.accountIndexes();
    const index = indexes[this.turn++ % Math.max(1, indexes.length)];
    const check =
      index === undefined
        ? null
        : {
            stream: `account/${index}`,
            seq: this.store.positionOf(`account/${index}`).seq,
            hash: stateHash(this.store.account(index)!),
          };
    if (this.hasPending) return;
    this.dispatch(heartbeatFields(check));
  }
}
