import { Inject, Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import { BroadcastStats } from '../broadcast/broadcast-stats.js';
import { Clock } from '../clock/clock.js';
import { LoopMonitor } from '../clock/loop-monitor.js';
import type { Arrival } from '../state/reported.js';
import type { Update } from '../state/update.js';
import { Ingest } from '../upstream/ingest.js';
import { LatencyWindow } from './latency-window.js';

const SPAN_MS = 5 * 60_000;
const SAMPLES = 256;
/** One more than the intervals in a response. */
const ARRIVALS = 31;

/** Hops of an update: stamped by the exchange, received, applied to the state, sent to a client, or to one of the mirror. */
export const HOPS = [
  'exchange_to_received',
  'received_to_state',
  'received_to_sent',
  'received_to_mirrored',
] as const;
export type Hop = (typeof HOPS)[number];

/** Measurements of one account, or of the markets. */
export class LatencyTrack {
  readonly hops: Record<Hop, LatencyWindow> = {
    exchange_to_received: new LatencyWindow(SAMPLES, SPAN_MS),
    received_to_state: new LatencyWindow(SAMPLES, SPAN_MS),
    received_to_sent: new LatencyWindow(SAMPLES, SPAN_MS),
    received_to_mirrored: new LatencyWindow(SAMPLES, SPAN_MS),
  };
  /** Arrival times of frames and responses. */
  readonly arrivals = {
    stream: new LatencyWindow(ARRIVALS, SPAN_MS),
    rest: new LatencyWindow(ARRIVALS, SPAN_MS),
  };
  readonly roundTrips = new LatencyWindow(ARRIVALS, SPAN_MS);
  lastStreamAt: number | null = null;
  lastRestAt: number | null = null;

  /** The wall clock was stepped: what was measured with it is void, and the last arrivals keep their age. */
  clockStepped(byMs: number): void {
    for (const window of [...Object.values(this.hops), ...Object.values(this.arrivals), this.roundTrips])
      window.clear();
    if (this.lastStreamAt !== null) this.lastStreamAt += byMs;
    if (this.lastRestAt !== null) this.lastRestAt += byMs;
  }
}

/** Per-account latency, so that results can be filtered by key. */
@Injectable()
export class LatencyRecorder implements OnModuleInit {
  readonly markets = new LatencyTrack();
  private readonly accounts = new Map<number, LatencyTrack>();
  private lastArrival: Arrival | null = null;

  constructor(
    private readonly clock: Clock,
    /** Absent in FRONTEND_ONLY, where the other instance measures the hops to the exchange. */
    @Optional() @Inject(Ingest) private readonly ingest: Ingest | null,
    private readonly broadcast: BroadcastStats,
    private readonly monitor: LoopMonitor,
  ) {}

  onModuleInit(): void {
    this.monitor.onStep((byMs) => {
      for (const track of [this.markets, ...this.accounts.values()]) track.clockStepped(byMs);
    });
    this.ingest?.observe((update) => this.heard(update));
    this.broadcast.onSent = (channel, receivedAt, sentAt) => this.sent(channel, receivedAt, sentAt);
  }

  of(accountIndex: number): LatencyTrack {
    const known = this.accounts.get(accountIndex);
    if (known) return known;
    const track = new LatencyTrack();
    this.accounts.set(accountIndex, track);
    return track;
  }

  /** A frame of an account was written to clients of the mirror, or one of the markets (`null`). */
  mirrored(accountIndex: number | null, delayMs: number): void {
    const track = accountIndex === null ? this.markets : this.of(accountIndex);
    track.hops.received_to_mirrored.add(delayMs, this.clock.wallNow());
  }

  private heard(update: Update): void {
    if (!('arrival' in update)) return;
    const { arrival } = update;
    const track = 'account_index' in update ? this.of(update.account_index) : this.markets;
    const stamp = stampOf(update);
    if (stamp !== null) track.hops.exchange_to_received.add(arrival.received_at - stamp, arrival.received_at);
    // The updates of one frame share its arrival.
    if (arrival !== this.lastArrival) this.arrived(track, arrival);
    this.lastArrival = arrival;
  }

  private arrived(
    track: LatencyTrack,
    { source, received_at: at, received_mono, asked_mono }: Arrival,
  ): void {
    track.hops.received_to_state.add(this.clock.wallNow() - at, at);
    track.arrivals[source].add(at, at);
    if (source === 'stream') track.lastStreamAt = at;
    else track.lastRestAt = at;
    if (asked_mono !== undefined) track.roundTrips.add(received_mono - asked_mono, at);
  }

  private sent(channel: string, receivedAt: number, sentAt: number): void {
    const index = /^account\/(\d+)$/.exec(channel)?.[1];
    const track = index === undefined ? this.markets : this.of(Number(index));
    track.hops.received_to_sent.add(sentAt - receivedAt, sentAt);
  }
}

/** The exchange's time stamp, for updates stamped as they are sent: new fills of the stream, summaries, market statistics. */
function stampOf(update: Extract<Update, { arrival: Arrival }>): number | null {
  if (update.arrival.source !== 'stream') return null;
  if (update.type === 'trades')
    return update.mode === 'snapshot' ? null : (update.rows[0]?.entity.transaction_time ?? null);
  return update.type === 'summary' || update.type === 'market-stats' ? update.arrival.exchange_at : null;
}
