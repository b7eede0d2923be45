import type { Rate, Since } from 'lighter-broadcaster-protocol/frames';

/** Keeps ops far below the 64 KiB that the server accepts in one frame. */
const CHANNELS_PER_OP = 200;

/** Stands for every account, also for those added later. */
const ALL_ACCOUNTS = 'accounts';
const ACCOUNT = /^account\/\d+$/;

export interface SubscribeMessage {
  op: 'subscribe';
  channels: string[];
  rate: Rate;
  since: Record<string, Since>;
}

/** The subscriptions that the user asked for; they outlive every connection. */
export class DesiredSubscriptions {
  private readonly rates = new Map<string, Rate>();

  add(channels: readonly string[], rate: Rate): void {
    for (const channel of channels) this.rates.set(channel, rate);
  }

  remove(channels: readonly string[]): void {
    for (const channel of channels) this.rates.delete(channel);
  }

  has(channel: string): boolean {
    return this.rates.has(channel) || (this.rates.has(ALL_ACCOUNTS) && ACCOUNT.test(channel));
  }

  /** A rate given for one account takes precedence over that of `accounts`. */
  rateOf(channel: string): Rate {
    return this.rates.get(channel) ?? this.rates.get(ALL_ACCOUNTS) ?? 'live';
  }

  /**
   * The ops that restore every subscription, each channel with its position in the op that names it. `accounts` comes
   * last: known accounts resume by name, then it adds the new ones.
   */
  messages(held: readonly string[], sinceOf: (channel: string) => Since | undefined): SubscribeMessage[] {
    const byName = new Map(this.rates);
    byName.delete(ALL_ACCOUNTS);
    for (const channel of held)
      if (this.has(channel) && !byName.has(channel)) byName.set(channel, this.rateOf(channel));
    const messages = [...new Set(byName.values())].flatMap((rate) =>
      inChunks([...byName.keys()].filter((channel) => byName.get(channel) === rate)).map((chunk) =>
        subscribeMessage(chunk, rate, sinceOf),
      ),
    );
    const accountsRate = this.rates.get(ALL_ACCOUNTS);
    return accountsRate
      ? [...messages, subscribeMessage([ALL_ACCOUNTS], accountsRate, () => undefined)]
      : messages;
  }
}

/** Lists that one op may name each; none of an empty list, which the server would refuse. */
export function inChunks(channels: readonly string[]): string[][] {
  const count = Math.ceil(channels.length / CHANNELS_PER_OP);
  return Array.from({ length: count }, (_, chunk) =>
    channels.slice(chunk * CHANNELS_PER_OP, (chunk + 1) * CHANNELS_PER_OP),
  );
}

function subscribeMessage(
  channels: string[],
  rate: Rate,
  sinceOf: (channel: string) => Since | undefined,
): SubscribeMessage {
  const since = channels.flatMap((channel) => {
    const position = sinceOf(channel);
    return position ? [[channel, position] as const] : [];
  });
  return { op: 'subscribe', channels, rate, since: Object.fromEntries(since) };
}
