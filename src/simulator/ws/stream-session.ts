import type { WebSocket } from 'ws';
import type { Clock, Timer } from '../../clock/clock.js';
import type { SimulatedChannel } from './channel.js';

/** A client must send some frame, a ping of either kind included, at least this often. */
const SILENCE_MS = 120_000;

/** One client's socket and its subscriptions. */
export class StreamSession {
  readonly subscriptions = new Map<string, SimulatedChannel>();
  /** Tokens shown for subscriptions, by channel key. */
  readonly tokens = new Map<string, string>();
  private muted = false;
  received = 0;
  sent = 0;
  /** Messages received but not yet answered. */
  waiting = 0;
  private lastHeardAt: number;
  private silence: Timer;
  /** Frames held back while stalled. */
  private held: (() => void)[] | null = null;

  constructor(
    readonly socket: WebSocket,
    readonly ip: string,
    readonly readonly: boolean,
    private readonly clock: Clock,
  ) {
    this.lastHeardAt = clock.wallNow();
    this.silence = clock.after(SILENCE_MS, () => this.checkSilence());
  }

  /** The account indexes of all subscriptions. */
  get accounts(): Set<number> {
    const indexes = new Set<number>();
    for (const { account } of this.subscriptions.values()) if (account !== null) indexes.add(account);
    return indexes;
  }

  follows(account: number): boolean {
    return [...this.subscriptions.values()].some((channel) => channel.account === account);
  }

  heard(): void {
    this.lastHeardAt = this.clock.wallNow();
  }

  send(frame: string | Buffer): void {
    this.whenFlowing(() => {
      this.sent += 1;
      this.socket.send(frame, { binary: typeof frame !== 'string' });
    });
  }

  /** Drops everything in both directions from now on. */
  mute(): void {
    this.muted = true;
    this.held = null;
  }

  get isMuted(): boolean {
    return this.muted;
  }

  /** Runs `task` now, or in order when a stall ends. */
  whenFlowing(task: () => void): void {
    if (this.muted) return;
    if (this.held) this.held.push(task);
    else if (this.socket.readyState === this.socket.OPEN) task();
  }

  /** Stops answering and sending while the connection stays open. */
  stall(): void {
    this.held ??= [];
  }

  /** Ends a stall and delivers everything held back, in order. */
  flow(): void {
    const held = this.held ?? [];
    this.held = null;
    for (const task of held) this.whenFlowing(task);
  }

  /** Closes with a code, or cuts the connection without one. */
  end(code?: number, reason?: string): void {
    if (code === undefined) this.socket.terminate();
    else this.socket.close(code, reason);
  }

  /** Releases timers and held frames; called once the socket is closed. */
  closed(): void {
    this.silence.cancel();
    this.held = null;
  }

  private checkSilence(): void {
    const left = this.lastHeardAt + SILENCE_MS - this.clock.wallNow();
    if (left <= 0) return this.end(1008, 'no pong');
    this.silence = this.clock.after(left, () => this.checkSilence());
  }
}
