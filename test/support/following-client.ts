import { BroadcasterClient } from 'lighter-broadcaster-client';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';

/** A client of the package that records received data: each account's position, and every trade in order. */
export class FollowingClient {
  readonly client: BroadcasterClient;
  readonly seqs = new Map<string, number>();
  readonly epochs = new Map<string, string>();
  readonly trades = new Map<string, string[]>();
  readonly losses: string[] = [];
  snapshots = 0;
  /** Snapshots of channels that had one of the same epoch, with the position before and after. */
  restarts: { channel: string; from: number; to: number }[] = [];
  /** Trades of these snapshots that the client had already. */
  repeated = 0;
  recoveries = 0;
  /** Connections that it lost. */
  disconnects = 0;
  private readonly moved = new Set<() => void>();

  constructor(url: string) {
    this.client = new BroadcasterClient({ url, backoff: { firstMs: 50, longestMs: 300 } });
    this.client.on('loss', ({ message }) => this.losses.push(message));
    this.client.on('status', ({ state }) => (this.disconnects += Number(state === 'waiting')));
    this.client.on('recovered', () => this.recoveries++);
    this.client.on('update', ({ channel, type, state, data, epoch, seq }) => {
      if (type === 'snapshot') this.noteSnapshot(channel, epoch, seq, state as AccountState);
      const sent = type === 'snapshot' ? (state as AccountState).trades : upserted(data as AccountDelta);
      const known = this.trades.get(channel) ?? [];
      known.push(...(sent ?? []).map((trade) => trade.trade_id));
      this.trades.set(channel, known);
      this.seqs.set(channel, seq);
      this.epochs.set(channel, epoch);
      for (const look of this.moved) look();
    });
    this.client.subscribe('accounts');
    this.client.connect();
  }

  private noteSnapshot(channel: string, epoch: string, to: number, { trades }: AccountState): void {
    this.snapshots++;
    const from = this.seqs.get(channel);
    if (from === undefined || this.epochs.get(channel) !== epoch) return;
    this.restarts.push({ channel, from, to });
    const known = new Set(this.trades.get(channel));
    this.repeated += (trades ?? []).filter(({ trade_id }) => known.has(trade_id)).length;
  }

  /** Resolves once the condition holds for the data received so far. */
  async until(holds: (self: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds(this)) return;
        this.moved.delete(look);
        resolve();
      };
      this.moved.add(look);
      look();
    });
  }

  /** The account without the fields that change without a change frame. */
  state(channel: string): unknown {
    return withoutConfirmations(this.client.state(channel));
  }
}

export function withoutConfirmations(state: unknown): unknown {
  return JSON.parse(
    JSON.stringify(state, (key, value: unknown) => (key === 'confirmed_at' ? undefined : value)),
  );
}

function upserted({ trades }: AccountDelta): AccountState['trades'] {
  if (!trades) return [];
  return 'set' in trades ? trades.set : (trades.upsert ?? []);
}
