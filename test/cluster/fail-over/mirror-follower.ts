import { setTimeout as pause } from 'node:timers/promises';
import { ExchangeClient } from '../../support/exchange-client.js';

const AGAIN_AFTER_MS = 300;
/** 1001: its gateway ended in order; 1012: frames may be missing. */
const EXPECTED_ENDS: ReadonlySet<number> = new Set([1001, 1012]);
/** Fills that REST recovers come after later ones. */
const COMPLETE_WITHIN_MS = 30_000;

/**
 * A client of the exchange's own interface, which connects again as those clients do. Within one connection it must get every
 * trade once.
 */
export class MirrorFollower {
  private readonly wrong: string[] = [];
  private client: ExchangeClient | null = null;
  /** By account: trades made before the present connection followed it, and ids of those that it was sent since. */
  private trades = new Map<number, { before: number; got: Set<string> }>();
  private closed = false;
  private readonly done: Promise<void>;

  /**
   * @param url base URL of a gateway
   * @param tradesOf ids of the trades that the exchange made of an account, oldest first
   */
  constructor(
    private readonly url: () => string,
    private readonly accounts: readonly number[],
    private readonly tradesOf: (account: number) => readonly string[],
  ) {
    this.done = this.follow();
  }

  /** Every channel is subscribed on the present connection. */
  get isFollowing(): boolean {
    return this.client?.closed === null && this.trades.size === this.accounts.length;
  }

  /** What was wrong since the last call. */
  async faults(): Promise<string[]> {
    const before = performance.now();
    let holes = this.holes();
    while (holes.length > 0 && performance.now() - before < COMPLETE_WITHIN_MS) {
      await pause(AGAIN_AFTER_MS);
      holes = this.holes();
    }
    return [...this.wrong.splice(0), ...holes];
  }

  async close(): Promise<void> {
    this.closed = true;
    this.client?.close();
    await this.done;
  }

  private async follow(): Promise<void> {
    while (!this.closed) {
      await this.connection();
      await pause(AGAIN_AFTER_MS);
    }
  }

  private async connection(): Promise<void> {
    this.trades = new Map();
    const client = await ExchangeClient.open(`${this.url().replace('http', 'ws')}/stream`);
    this.client = client;
    for (const account of this.accounts) {
      const first = await client.subscribe(`account_all_trades/${account}`);
      // Without a leader, or while an account is stale, it is refused, and asks again.
      if (!first.includes('"subscribed/account_all_trades"')) return client.close();
      this.trades.set(account, { before: this.tradesOf(account).length, got: new Set() });
    }
    let read = 0;
    await client.until(() => {
      for (; read < client.frames.length; read++) this.read(client.frames[read]!);
      return client.closed !== null;
    });
    const { code, reason } = client.closed!;
    if (!this.closed && !EXPECTED_ENDS.has(code))
      this.wrong.push(`a mirror socket ended with ${code} ${reason}`);
  }

  private read(frame: string): void {
    const [, account] = /"channel":"account_all_trades:(\d+)"/.exec(frame) ?? [];
    if (!frame.includes('"type":"update/') || account === undefined) return;
    const { got } = this.trades.get(Number(account))!;
    for (const [, id] of frame.matchAll(/"trade_id":(\d+)/g)) {
      if (got.has(id!)) this.wrong.push(`a mirror client got trade ${id} of ${account} twice`);
      got.add(id!);
    }
  }

  /** Trades of the present connection that it was not sent, although it was sent later ones. */
  private holes(): string[] {
    return [...this.trades].flatMap(([account, { before, got }]) => {
      const made = this.tradesOf(account);
      return made
        .slice(before, made.findLastIndex((id) => got.has(id)) + 1)
        .filter((id) => !got.has(id))
        .map((id) => `a mirror client did not get trade ${id} of ${account}`);
    });
  }
}
