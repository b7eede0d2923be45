import type { Clock } from '../../clock/clock.js';
import type { TransactionChange, ExchangeListener } from '../exchange/changes.js';
import type { Exchange } from '../exchange/exchange.js';
import type { Authority } from '../auth/authority.js';
import type { FaultScript } from '../faults/fault-script.js';
import type { JsonDocument } from '../faults/row-faults.js';
import { userStatsJson } from '../wire/stats-json.js';
import { ACCOUNT_KINDS } from './channel.js';
import type { SubscriptionRegistry } from './subscription-registry.js';
import type { StreamSession } from './stream-session.js';
import { marketFrame } from './snapshot-frames.js';
import { accountOrdersFrame, updateFrame } from './update-frames.js';

/** Pushes changes to subscribers; a frame is rendered once, and only if it has subscribers. */
export class Publisher implements ExchangeListener {
  constructor(
    private readonly exchange: Exchange,
    private readonly registry: SubscriptionRegistry,
    private readonly clock: Clock,
    private readonly faults: FaultScript,
    private readonly authority: Authority,
  ) {}

  accountChanged(change: TransactionChange): void {
    const { index } = change.account;
    if (!this.registry.isFollowed(index)) return;
    const now = this.clock.wallNow();
    for (const kind of ACCOUNT_KINDS) {
      if (kind === 'account_orders') continue;
      this.publish(`${kind}:${index}`, () => updateFrame(kind, change, now));
    }
    for (const { id } of this.exchange.venue.markets) {
      this.publish(`account_orders:${id}:${index}`, () => accountOrdersFrame(change, id, this.exchange));
    }
  }

  pricesMoved(marketIds: readonly number[]): void {
    const now = this.clock.wallNow();
    const all = {
      kind: 'market_stats',
      account: null,
      market: 'all',
      key: 'market_stats:all',
      name: 'market_stats:all',
    } as const;
    this.publish(all.key, () => marketFrame(all, this.exchange, now, 'update', marketIds));
    for (const market of marketIds) {
      const key = `market_stats:${market}`;
      const one = { ...all, market, key, name: key };
      this.publish(key, () => marketFrame(one, this.exchange, now, 'update'));
    }
    for (const account of this.exchange.accounts) {
      if (!this.registry.isFollowed(account.index)) continue;
      const name = `user_stats:${account.index}`;
      this.publish(name, () => {
        return `{"channel":"${name}","stats":${userStatsJson(account)},"timestamp":${now},"type":"update/user_stats"}`;
      });
    }
  }

  /** Sends a frame to the subscribers of a channel; it is rendered once, and only if there are any. */
  publish(key: string, render: () => string | null): void {
    const subscribers = this.registry.subscribers(key);
    if (!subscribers) return;
    const rendered = render();
    if (rendered === null) return;
    const frame = this.faults.rows.apply(rendered, documentOf(key));
    for (const session of subscribers) this.deliver(session, key, frame);
  }

  private deliver(session: StreamSession, key: string, frame: string): void {
    if (this.isSilenced(session, key)) return;
    const effect = this.faults.frameFaults.strike({ session, channel: key })?.effect;
    if (effect === 'lose') return;
    if (effect === 'truncate') return session.send(frame.slice(0, -1));
    session.send(frame);
    if (!effect) return;
    if (effect.repeatAfterMs === 0) session.send(frame);
    else this.clock.after(effect.repeatAfterMs, () => session.send(frame));
  }

  private isSilenced(session: StreamSession, key: string): boolean {
    const { silenced } = this.authority;
    return silenced.size > 0 && silenced.has(session.tokens.get(key) ?? '');
  }
}

function documentOf(key: string): JsonDocument {
  const [source = '', ...ids] = key.split(':');
  const account = /^account_|^user_stats/.test(source) ? Number(ids.at(-1)) : null;
  return { via: 'stream', account, source, phase: 'update' };
}
