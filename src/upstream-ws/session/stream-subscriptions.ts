import {
  EGRESS_LIMIT_CODES,
  STREAM_REFUSED_TOKEN_CODES,
  SUBSCRIPTION_DELAY_CODES,
  WIRE_CODES,
} from '../../lighter/wire.js';
import { type ChannelSpec, withColons, withSlashes } from './channels.js';

type Status = 'waiting' | 'leaving' | 'confirmed' | 'done' | 'refused';

export interface Request {
  type: 'subscribe' | 'unsubscribe';
  spec: ChannelSpec;
}

export interface Refusal {
  spec: ChannelSpec;
  code: number | null;
  message: string;
}

/**
 * What an error frame means. `token`: the token of `spec` was refused (`null`: of an unknown one); `egress-limit`: the
 * whole IP must wait for a window; `delayed`: only this subscription must wait; `again`: it is resubscribed
 * automatically; `refused`: final until retried; `unknown`: it concerns no subscription of this connection.
 */
export interface Attribution {
  outcome: 'token' | 'egress-limit' | 'delayed' | 'again' | 'refused' | 'unknown';
  spec: ChannelSpec | null;
}

/** Most frames name their channel at the beginning, some after a list of assets; error messages are short. */
const NAME_WITHIN = 16 * 1024;

/**
 * The subscriptions of one connection (pure). Error frames carry no channel, so only one request is pending at a time:
 * an error belongs to the subscription that its text names, else to the pending one. No subscription is lost silently:
 * each is waiting, pending, confirmed, or refused with a reason.
 */
export class StreamSubscriptions {
  /** By channel, in the form of a request and in that of a reply. */
  private readonly specs = new Map<string, ChannelSpec>();
  private readonly status = new Map<ChannelSpec, Status>();
  private readonly refusals = new Map<ChannelSpec, Refusal>();
  /** Unsubscribed only to be subscribed again. */
  private readonly resubscribing = new Set<ChannelSpec>();
  private pending: Request | null = null;

  /** @param held auxiliary channels that stay subscribed while they are in it */
  constructor(
    specs: readonly ChannelSpec[],
    private readonly held: ReadonlySet<ChannelSpec> = new Set(),
  ) {
    for (const spec of specs) {
      this.specs.set(spec.channel, spec).set(withColons(spec.channel), spec);
      this.status.set(spec, 'waiting');
    }
  }

  /** The request without an answer; `null` when the connection is free for the next. */
  get inFlight(): Request | null {
    return this.pending;
  }

  /** What to send next; `null` while an answer is due or when nothing is left to send. */
  next(): Request | null {
    if (this.pending) return null;
    for (const [spec, status] of this.status) {
      if (status === 'waiting') return { type: 'subscribe', spec };
      if (status === 'leaving') return { type: 'unsubscribe', spec };
    }
    return null;
  }

  sent(request: Request): void {
    this.pending = request;
  }

  /** The subscription of a channel in either form; `undefined` when it is not of this connection. */
  find(channel: string): ChannelSpec | undefined {
    return this.specs.get(channel);
  }

  /** A snapshot arrived; one that was not requested changes nothing here. @returns its subscription, `null` if unknown. */
  confirm(channel: string): ChannelSpec | null {
    const spec = this.find(channel);
    if (!spec) return null;
    const wasAsked = this.pending?.spec === spec && this.pending.type === 'subscribe';
    if (!wasAsked && this.status.get(spec) !== 'refused') return spec;
    this.settle(spec);
    this.status.set(spec, this.staysSubscribed(spec) ? 'confirmed' : 'leaving');
    return spec;
  }

  /** @returns its meaning; `lost`: the exchange ended it without a request, and it is subscribed again. */
  unsubscribed(channel: string): 'left' | 'lost' | 'nothing' {
    const spec = this.find(channel);
    if (spec && this.leaves(spec)) {
      this.left(spec);
      return 'left';
    }
    if (!spec || !this.holds(channel)) return 'nothing';
    this.status.set(spec, 'waiting');
    return 'lost';
  }

  /** An error frame arrived: updates the status of the subscription it concerns. */
  error(code: number | null, message: string): Attribution {
    const spec = this.namedIn(message) ?? this.pending?.spec ?? null;
    if (!spec)
      return { outcome: code !== null && STREAM_REFUSED_TOKEN_CODES.has(code) ? 'token' : 'unknown', spec };
    if (code === WIRE_CODES.notSubscribed && this.leaves(spec)) {
      this.left(spec);
      return { outcome: 'again', spec };
    }
    if (this.status.get(spec) === 'done' && this.pending?.spec !== spec)
      return { outcome: 'unknown', spec: null };
    const isToken = code !== null && STREAM_REFUSED_TOKEN_CODES.has(code);
    if (code === WIRE_CODES.alreadySubscribed || (this.isLive(spec) && !isToken)) {
      this.settle(spec);
      this.status.set(spec, 'leaving');
      this.resubscribing.add(spec);
      return { outcome: 'again', spec };
    }
    this.refuse(spec, code, message);
    if (code !== null && EGRESS_LIMIT_CODES.has(code)) return { outcome: 'egress-limit', spec };
    if (code !== null && SUBSCRIPTION_DELAY_CODES.has(code)) return { outcome: 'delayed', spec };
    return { outcome: isToken && spec.auth ? 'token' : 'refused', spec };
  }

  /** The subscription was refused, or its snapshot cannot be used. */
  refuse(spec: ChannelSpec, code: number | null, message: string): void {
    this.settle(spec);
    this.status.set(spec, 'refused');
    this.refusals.set(spec, { spec, code, message });
  }

  /** Leaves a confirmed channel to subscribe it again for a new snapshot. @returns whether it was confirmed. */
  resubscribe(spec: ChannelSpec): boolean {
    if (!this.isLive(spec)) return false;
    this.status.set(spec, 'leaving');
    this.resubscribing.add(spec);
    return true;
  }

  /** Retries a refused channel, or subscribes an auxiliary one once more. */
  retry(spec: ChannelSpec): void {
    const status = this.status.get(spec);
    if (status !== 'refused' && status !== 'done') return;
    this.refusals.delete(spec);
    this.status.set(spec, 'waiting');
  }

  /** An auxiliary channel is to be held from now on, or no longer. */
  holdChanged(spec: ChannelSpec): void {
    const status = this.status.get(spec);
    const isAsking = this.pending?.spec === spec;
    if (this.staysSubscribed(spec)) {
      if (status === 'done' || status === 'refused') this.retry(spec);
      else if (status === 'leaving' && !isAsking) this.status.set(spec, 'confirmed');
    } else if (status === 'confirmed' && !isAsking) this.status.set(spec, 'leaving');
  }

  refused(): Refusal[] {
    return [...this.refusals.values()];
  }

  /** Channels of an account (`null`: the markets) that were refused. */
  refusedOf(accountIndex: number | null): string[] {
    return this.refused()
      .filter(({ spec }) => spec.accountIndex === accountIndex)
      .map(({ spec }) => spec.channel);
  }

  /** Whether its snapshot arrived on this connection and it has not been refused since. */
  isConfirmed(channel: string): boolean {
    const spec = this.find(channel);
    const status = spec && this.status.get(spec);
    return (
      status === 'confirmed' || status === 'done' || (status === 'leaving' && !this.resubscribing.has(spec!))
    );
  }

  /** Whether every vital subscription has been answered or refused. */
  get settled(): boolean {
    const isAsking = [...this.status].some(([{ auxiliary }, status]) => !auxiliary && status === 'waiting');
    return !this.pending && !isAsking && this.resubscribing.size === 0;
  }

  /** Whether any subscription has a snapshot. */
  get any(): boolean {
    return [...this.status.keys()].some(({ channel }) => this.isConfirmed(channel));
  }

  /** Vital channels without a snapshot. */
  get missing(): ChannelSpec[] {
    return [...this.status.keys()].filter(
      ({ auxiliary, channel }) => !auxiliary && !this.isConfirmed(channel),
    );
  }

  /** Whether the exchange should be sending updates for it. */
  holds(channel: string): boolean {
    const spec = this.find(channel);
    return spec !== undefined && this.status.get(spec) === 'confirmed';
  }

  /** The subscription whose channel appears in the text, in either form. */
  namedIn(text: string): ChannelSpec | undefined {
    for (const word of withSlashes(text.slice(0, NAME_WITHIN)).match(/\w[\w/]*\w/g) ?? []) {
      const parts = word.split('/');
      const spec = this.specs.get(parts.slice(-2).join('/'));
      if (spec) return spec;
    }
    return undefined;
  }

  private left(spec: ChannelSpec): void {
    this.settle(spec);
    const isWanted = this.resubscribing.delete(spec) || this.staysSubscribed(spec);
    this.status.set(spec, isWanted ? 'waiting' : 'done');
  }

  private staysSubscribed(spec: ChannelSpec): boolean {
    return !spec.auxiliary || this.held.has(spec);
  }

  private settle(spec: ChannelSpec): void {
    if (this.pending?.spec === spec) this.pending = null;
    this.refusals.delete(spec);
  }

  /** Confirmed, and no request about it is pending. */
  private isLive(spec: ChannelSpec): boolean {
    return this.status.get(spec) === 'confirmed' && this.pending?.spec !== spec;
  }

  private leaves(spec: ChannelSpec): boolean {
    return this.pending?.spec === spec && this.pending.type === 'unsubscribe';
  }
}
