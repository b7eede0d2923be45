import WebSocket from 'ws';
import { isLive, type AccountState } from 'lighter-broadcaster-protocol/account';
import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';

export interface BroadcastFrame {
  type: string;
  channel?: string;
  epoch?: string;
  seq?: number;
  prev_seq?: number;
  data?: unknown;
  [key: string]: unknown;
}

/** A client of `/ws` that keeps received frames and the resulting accounts. */
export class LiveView {
  readonly frames: BroadcastFrame[] = [];
  readonly accounts = new Map<number, AccountState>();
  private readonly checks = new Set<() => void>();
  private readonly failed = Promise.withResolvers<never>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.onFrame(JSON.parse(data.toString('utf8')) as BroadcastFrame));
    socket.on('error', this.failed.reject);
    socket.on('close', (code) => this.failed.reject(new Error(`closed with ${code} while waiting`)));
    this.failed.promise.catch(() => undefined);
  }

  static async open(url: string, path = '/ws', headers: Record<string, string> = {}): Promise<LiveView> {
    const view = new LiveView(new WebSocket(url.replace('http', 'ws') + path, { headers }));
    await view.until(() => view.frames.length > 0);
    return view;
  }

  /** Resolves as soon as `condition` holds; it is checked after every frame. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    const held = new Promise<void>((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        this.checks.delete(check);
        resolve();
      };
      this.checks.add(check);
    });
    return Promise.race([held, this.failed.promise]);
  }

  /** Waits until each of these accounts is known and fresh. */
  fresh(indexes: readonly number[]): Promise<void> {
    return this.until(() =>
      indexes.every((index) => {
        const account = this.accounts.get(index);
        return account !== undefined && isLive(account);
      }),
    );
  }

  close(): void {
    this.socket.removeAllListeners('close');
    this.socket.terminate();
  }

  private onFrame(frame: BroadcastFrame): void {
    this.frames.push(frame);
    const [, index] = /^account\/(\d+)$/.exec(frame.channel ?? '') ?? [];
    if (index) this.onAccount(Number(index), frame);
    for (const check of this.checks) check();
  }

  private onAccount(index: number, { type, data }: BroadcastFrame): void {
    if (type === 'snapshot') this.accounts.set(index, data as AccountState);
    const state = this.accounts.get(index);
    if ((type === 'change' || type === 'gap') && state)
      this.accounts.set(index, applyDelta(state, data as AccountDelta));
  }
}
