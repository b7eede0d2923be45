import type { AlertEvent } from 'lighter-broadcaster-protocol/alert';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Clock, Timer } from '../../clock/clock.js';
import type { AlertChannel, DeliveryOutcome } from './alert-channel.port.js';
import type { AlertMessage } from './alert-message.js';
import type { Outbox, Parcel } from './outbox.js';
import { outcomeOfError } from './outcomes.js';
import type { SharedOutbox } from './shared-outbox.port.js';

/** Events of this severity wait so long for others, so that a burst becomes one message. */
const GATHER_MS = { info: 5_000, warning: 2_000, critical: 0 } as const;
const MAX_EVENTS = 100;
const MAX_BACKLOG = 1_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;
/** How often to ask whether another process still makes an attempt. */
const CLAIM_EVERY_MS = 1_000;
/** After so many attempts in a row an incident is reported. */
const ATTEMPTS_BEFORE_REPORT = 4;

/** How delivery on a channel is going. */
export interface ChannelStanding {
  /** Events that wait. */
  waiting: number;
  /** When the oldest of them happened; `null` without one. */
  waiting_since: Millis | null;
  delivered: number;
  rejected: number;
  dropped: number;
  failed_attempts: number;
  last_delivered_at: Millis | null;
  /** Why the last attempt failed; `null` after a success. */
  last_error: string | null;
  next_attempt_at: Millis | null;
}

export interface WorkerContext {
  readonly outbox: Outbox;
  /** Other processes deliver from the same outbox; `null`: none does. */
  readonly shared: SharedOutbox | null;
  readonly clock: Clock;
  readonly random: () => number;
  readonly compose: (id: string, events: readonly AlertEvent[]) => AlertMessage;
  /** Something that an operator should know. */
  readonly report: (channel: string, message: string) => void;
}

/** Delivers the events of one channel one message after the other, however long that takes. Knows no other channel. */
export class ChannelWorker {
  private readonly counts = { delivered: 0, rejected: 0, dropped: 0, failed_attempts: 0 };
  private lastDeliveredAt: Millis | null = null;
  private lastError: string | null = null;
  private attempts = 0;
  /** Monotonic times: before the first nothing is sent; when the oldest waiting event came. */
  private notBefore = -Infinity;
  private waitingSince = 0;
  private timer: Timer | null = null;
  private active: Promise<void> | null = null;
  private stopped = false;
  private readonly abort = new AbortController();

  constructor(
    private channel: AlertChannel,
    private readonly context: WorkerContext,
  ) {}

  /** New events are in the outbox, or those of an earlier process. */
  wake(): void {
    if (this.active || this.stopped) return;
    this.timer?.cancel();
    this.timer = null;
    const dueIn = this.dueIn();
    if (dueIn === null) return;
    if (dueIn <= 0) this.start();
    else this.timer = this.context.clock.after(dueIn, () => this.wake());
  }

  /** Delivers over this channel of the same name from now on, and tries at once. */
  use(channel: AlertChannel): void {
    this.channel = channel;
    this.attempts = 0;
    this.notBefore = -Infinity;
    this.wake();
  }

  /** A new event: the first of a burst starts its wait. */
  added(): void {
    const { events } = this.backlog();
    if (events.length === 1) this.waitingSince = this.context.clock.monotonic();
    this.limitBacklog();
    this.wake();
  }

  standing(): ChannelStanding {
    const { clock } = this.context;
    const { parcel, events } = this.backlog();
    const wait = this.notBefore - clock.monotonic();
    const undelivered = [...(parcel?.events ?? []), ...events];
    const waiting = undelivered.length;
    return {
      waiting,
      waiting_since: undelivered.reduce<Millis | null>((least, { at }) => Math.min(least ?? at, at), null),
      ...this.counts,
      last_delivered_at: this.lastDeliveredAt,
      last_error: this.lastError,
      next_attempt_at: waiting > 0 && wait > 0 ? Math.round(clock.wallNow() + wait) : null,
    };
  }

  /** Lets a delivery under way end for `graceMs`; what is not confirmed by then is repeated after the next start. */
  async stop(graceMs: number): Promise<void> {
    this.stopped = true;
    this.timer?.cancel();
    const grace = this.context.clock.after(graceMs, () => this.abort.abort());
    await this.active;
    grace.cancel();
  }

  private backlog(): ReturnType<Outbox['backlogOf']> {
    return this.context.outbox.backlogOf(this.channel.name);
  }

  /** Milliseconds until something is to be sent; `null` when there is nothing. */
  private dueIn(): number | null {
    const { parcel, events } = this.backlog();
    const now = this.context.clock.monotonic();
    const [first] = events;
    if (parcel) return this.notBefore - now;
    if (!first) return null;
    const waits = events.map((event) => gatherMs(event));
    const due = events.length >= MAX_EVENTS ? now : this.waitingSince + Math.min(...waits);
    return Math.max(due, this.notBefore) - now;
  }

  private start(): void {
    this.active = this.deliver().finally(() => {
      this.active = null;
      this.wake();
    });
  }

  private async deliver(): Promise<void> {
    const parcel = await this.parcel();
    if (!parcel || !(await this.mayAttempt(parcel))) return;
    const outcome = await this.attempt(parcel);
    if (outcome.result === 'delivered' || outcome.result === 'rejected') await this.finish(parcel, outcome);
    else await this.postpone(parcel, outcome);
  }

  /** Without an answer the message waits: whether another process sends it is not known then. */
  private async mayAttempt(parcel: Parcel): Promise<boolean> {
    const { shared, outbox, clock } = this.context;
    if (!shared) return true;
    try {
      const claim = await shared.claim(parcel);
      if (claim === 'granted') return true;
      if (claim === 'ended') {
        await this.unlessLogFails(outbox.end(parcel));
        return false;
      }
    } catch (error) {
      this.lastError = outcomeOfError(error).answer;
    }
    this.notBefore = clock.monotonic() + CLAIM_EVERY_MS;
    return false;
  }

  /** A channel that fails for a reason of its own, such as a full disk, is tried again like one that does not answer. */
  private async attempt({ id, events }: Parcel): Promise<DeliveryOutcome> {
    try {
      return await this.channel.send(this.context.compose(id, events), this.abort.signal);
    } catch (error) {
      return outcomeOfError(error);
    }
  }

  /**
   * The message that was begun, or a new one of the first events that belong together.
   * @returns `null` when another process delivers from now on
   */
  private async parcel(): Promise<Parcel | null> {
    const { outbox, shared } = this.context;
    const { parcel, events } = this.backlog();
    if (parcel) return parcel;
    const apart = events.findIndex((event) => isGrave(event) !== isGrave(events[0]!));
    const count = Math.min(apart < 0 ? events.length : apart, MAX_EVENTS);
    const beginning = outbox.begin(this.channel.name, count);
    if (shared && !(await succeeds(beginning))) {
      this.stopped = true;
      return null;
    }
    // A disk that fails keeps no alert from being sent; it may be sent again after a crash then.
    await this.unlessLogFails(beginning);
    this.waitingSince = this.context.clock.monotonic();
    return this.backlog().parcel!;
  }

  private async finish(parcel: Parcel, outcome: DeliveryOutcome): Promise<void> {
    this.attempts = 0;
    if (outcome.result === 'rejected') {
      this.counts.rejected += 1;
      this.lastError = outcome.answer;
      const titles = parcel.events.map(({ alert }) => alert.summary).join('; ');
      this.context.report(this.channel.name, `will never accept this message (${outcome.answer}): ${titles}`);
    } else {
      this.counts.delivered += 1;
      this.lastDeliveredAt = this.context.clock.wallNow();
      this.lastError = null;
      const pauseMs = outcome.result === 'delivered' ? (outcome.pauseMs ?? 0) : 0;
      this.notBefore = this.context.clock.monotonic() + pauseMs;
    }
    const { shared, outbox } = this.context;
    if (shared) await this.unlessLogFails(shared.ended(parcel.id));
    await this.unlessLogFails(outbox.end(parcel));
  }

  private async postpone(parcel: Parcel, outcome: DeliveryOutcome): Promise<void> {
    this.attempts += 1;
    this.counts.failed_attempts += 1;
    this.lastError = outcome.answer;
    this.notBefore = this.context.clock.monotonic() + this.delayAfter(outcome);
    const atOnce = outcome.result === 'misconfigured';
    if (this.attempts === (atOnce ? 1 : ATTEMPTS_BEFORE_REPORT))
      this.context.report(this.channel.name, `does not take alerts, which wait: ${outcome.answer}`);
    if (this.context.shared) await this.unlessLogFails(this.context.outbox.failed(parcel));
  }

  private delayAfter(outcome: DeliveryOutcome): number {
    if (outcome.result === 'misconfigured') return LONGEST_RETRY_MS;
    const backoff = Math.min(FIRST_RETRY_MS * 2 ** (this.attempts - 1), LONGEST_RETRY_MS);
    const spread = backoff / 2 + (backoff / 2) * this.context.random();
    const asked = outcome.result === 'retry' ? outcome.retryAfterMs : null;
    return asked === null ? spread : Math.max(asked, FIRST_RETRY_MS);
  }

  private limitBacklog(): void {
    const { events } = this.backlog();
    const excess = events.length - MAX_BACKLOG;
    if (excess <= 0) return;
    const victims = events.filter((event) => !isGrave(event)).slice(0, excess);
    if (victims.length === 0) return;
    if (this.counts.dropped === 0)
      this.context.report(this.channel.name, `has ${MAX_BACKLOG} alerts waiting: the oldest are dropped`);
    this.counts.dropped += victims.length;
    void this.unlessLogFails(this.context.outbox.drop(this.channel.name, victims));
  }

  private async unlessLogFails(writing: Promise<unknown>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      this.context.report(
        this.channel.name,
        `cannot keep what waits and what was sent: ${(error as Error).message}`,
      );
    }
  }
}

function isGrave({ type, alert }: AlertEvent): boolean {
  return alert.severity === 'critical' && (type === 'fired' || type === 'updated');
}

function gatherMs(event: AlertEvent): number {
  return event.type === 'test'
    ? 0
    : isGrave(event)
      ? GATHER_MS.critical
      : GATHER_MS[event.alert.severity] || GATHER_MS.warning;
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
