import type { Rate, Since } from 'lighter-broadcaster-protocol/frames';

/** Ops stay far below the 64 KiB that the server takes in one frame. */
const CHANNELS_PER_OP = 200;

export interface SubscribeMessage {
  op: 'subscribe';
  channels: string[];
  rate: Rate;
  since: Record<string, Since>;
}

/** What the user wants to be subscribed to, whatever the connection does. */
export class Wishes {
  private readonly wished = new Map<string, Rate>();

  add(channels: readonly string[], rate: Rate): void {
    for (const channel of channels) this.wished.set(channel, rate);
  }

  remove(channels: readonly string[]): void {
    for (const channel of channels) this.wished.delete(channel);
  }

  has(channel: string): boolean {
    return this.wished.has(channel) || (this.wished.has('accounts') && /^account\/\d+$/.test(channel));
  }

  rateOf(channel: string): Rate {
    return this.wished.get(channel) ?? this.wished.get('accounts') ?? 'live';
  }

  /**
   * The ops that subscribe to everything again. `accounts` comes last: the accounts already held resume by name, and
   * it then adds only those that are new.
   */
  messages(held: readonly string[], sinceOf: (channel: string) => Since | undefined): SubscribeMessage[] {
    const accountsRate = this.wished.get('accounts');
    const wanted = new Map(this.wished);
    wanted.delete('accounts');
    if (accountsRate)
      for (const channel of held)
        if (/^account\/\d+$/.test(channel) && !wanted.has(channel)) wanted.set(channel, accountsRate);
    const messages = [...new Set(wanted.values())].flatMap((rate) =>
      inChunks([...wanted.keys()].filter((channel) => wanted.get(channel) === rate)).map((chunk) =>
        subscribeMessage(chunk, rate, sinceOf),
      ),
    );
    return accountsRate
      ? [...messages, subscribeMessage(['accounts'], accountsRate, () => undefined)]
      : messages;
  }
}

function inChunks(channels: readonly string[]): string[][] {
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
