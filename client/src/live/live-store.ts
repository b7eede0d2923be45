import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { FrameBatch } from './frame-batch.js';
import { LatencyMeter, type LatencySample } from './latency-meter.js';
import type { ServerConnection, LiveSink, LiveSource } from './live-source.js';
import type { AccountState, ConnectionsState, Incident } from './model.js';

/** Everything live, as of one animation frame. Parts that did not change keep their identity from frame to frame. */
export interface LiveState {
  connection: ServerConnection;
  /** By account index, in the order of the configuration. */
  accounts: ReadonlyMap<number, AccountState>;
  /** The same, at most half a second old: for values computed over all accounts. */
  throttled: ReadonlyMap<number, AccountState>;
  /** `null` until first heard. */
  connections: ConnectionsState | null;
  incidents: Incident[] | null;
  alerts: Alert[] | null;
  /** Server time minus browser time in ms. */
  clockOffset: number;
}

const THROTTLE_MS = 500;

const NOTHING: LiveState = {
  connection: { phase: 'connecting', since: 0, attempt: 0, nextAttemptAt: null, reason: null },
  accounts: new Map(),
  throttled: new Map(),
  connections: null,
  incidents: null,
  alerts: null,
  clockOffset: 0,
};

/** Collects reports of a source and notifies listeners once per animation frame. */
export class LiveStore {
  private state: LiveState = NOTHING;
  private next: Partial<LiveState> = {};
  private readonly accounts = new Map<number, AccountState | null>();
  private readonly latency = new LatencyMeter();
  private readonly listeners = new Set<() => void>();
  private readonly batch = new FrameBatch(() => this.notifyListeners());
  private throttleTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly onVisibility = (): void => this.batch.flush();

  constructor(private readonly source: LiveSource) {}

  readonly get = (): LiveState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(): void {
    document.addEventListener('visibilitychange', this.onVisibility);
    this.source.start(this.sink);
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.source.stop();
    this.batch.cancel();
    clearTimeout(this.throttleTimer);
    this.throttleTimer = undefined;
  }

  reconnect(): void {
    this.source.reconnect();
  }

  /** Latency of the changes since the last call; `null` when there were none. */
  takeLatency(): LatencySample | null {
    return this.latency.take(this.state.clockOffset);
  }

  private readonly sink: LiveSink = {
    connection: (connection) => this.set({ connection }),
    connections: (connections) => this.set({ connections }),
    incidents: (incidents) => this.set({ incidents }),
    alerts: (alerts) => this.set({ alerts }),
    clockOffset: (clockOffset) => this.set({ clockOffset }),
    stamped: (ts, arrived) => this.latency.hear(ts, arrived),
    account: (index, state) => {
      this.accounts.set(index, state);
      this.batch.ask();
    },
  };

  private set(part: Partial<LiveState>): void {
    Object.assign(this.next, part);
    this.batch.ask();
  }

  private notifyListeners(): void {
    const next = { ...this.state, ...this.next };
    if (this.accounts.size > 0) next.accounts = merged(this.state.accounts, this.accounts);
    this.next = {};
    this.accounts.clear();
    this.state = this.throttle(next);
    for (const listener of this.listeners) listener();
  }

  /** Passes on the first change and new accounts immediately, others after the interval. */
  private throttle(state: LiveState): LiveState {
    const { accounts, throttled } = state;
    if (accounts === throttled || (this.throttleTimer !== undefined && accounts.size === throttled.size))
      return state;
    clearTimeout(this.throttleTimer);
    this.throttleTimer = setTimeout(() => {
      this.throttleTimer = undefined;
      if (this.state.throttled !== this.state.accounts) this.batch.ask();
    }, THROTTLE_MS);
    return { ...state, throttled: accounts };
  }
}

/** Uses `forEach`, which allocates no pair per entry: this runs on every frame. */
function merged<T>(
  before: ReadonlyMap<number, T>,
  moved: ReadonlyMap<number, T | null>,
): ReadonlyMap<number, T> {
  const after = new Map<number, T>();
  before.forEach((value, key) => after.set(key, value));
  moved.forEach((value, key) => (value === null ? after.delete(key) : after.set(key, value)));
  return after;
}
