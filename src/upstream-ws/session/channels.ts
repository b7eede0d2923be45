import type { StreamPart } from '../../state/demand.js';

export type ChannelPart = StreamPart | 'marks';

/** A subscription to hold: `channel` in the slash form of a request, such as `user_stats/281001`. */
export interface ChannelSpec {
  readonly channel: string;
  /** `null` for the markets. */
  readonly accountIndex: number | null;
  /** Whether the request carries the account's token. */
  readonly auth: boolean;
  /** Left again after its snapshot, which carries data of no vital channel: volumes and past funding. */
  readonly auxiliary: boolean;
  /** The parts that its snapshot confirms. */
  readonly parts: readonly ChannelPart[];
}

/** An account followed by a connection; the markets connection follows one entry with a `null` index. */
export interface FollowedAccount {
  readonly index: number | null;
  readonly name: string;
  readonly channels: readonly ChannelSpec[];
  /** The channel that carries its fills, `null` for the markets. */
  readonly tradesChannel: string | null;
  /** When its read-only token expires, epoch ms; `null` when it does not. */
  readonly credentialExpiresAt: number | null;
}

export const MARKETS_CHANNEL: ChannelSpec = {
  channel: 'market_stats/all',
  accountIndex: null,
  auth: false,
  auxiliary: false,
  parts: ['marks'],
};

/** Vital channels of an account with a credential. */
const AUTHENTICATED: Readonly<Record<string, readonly StreamPart[]>> = {
  account_all_positions: ['positions'],
  account_all_orders: ['orders'],
  account_all_trades: ['trades'],
  account_all_assets: ['assets'],
  user_stats: ['summary'],
};
/** Vital channels of an account without one: the public ones. */
const PUBLIC: Readonly<Record<string, readonly StreamPart[]>> = {
  account_all: ['positions', 'trades', 'assets'],
  user_stats: ['summary'],
};
const AUXILIARY = 'account_all';

export function accountChannels(accountIndex: number, hasCredential: boolean): ChannelSpec[] {
  const spec = (name: string, auxiliary: boolean, parts: readonly StreamPart[]): ChannelSpec => ({
    channel: `${name}/${accountIndex}`,
    accountIndex,
    auth: hasCredential,
    auxiliary,
    parts,
  });
  const vital = Object.entries(hasCredential ? AUTHENTICATED : PUBLIC);
  const channels = vital.map(([name, parts]) => spec(name, false, parts));
  return hasCredential ? [...channels, spec(AUXILIARY, true, [])] : channels;
}

/** The channel that carries the fills of the account. */
export function tradesChannel(accountIndex: number, hasCredential: boolean): string {
  return `${hasCredential ? 'account_all_trades' : 'account_all'}/${accountIndex}`;
}

/** The form used in replies. */
export function withColons(channel: string): string {
  return channel.replaceAll('/', ':');
}

/** The form used in requests. */
export function withSlashes(channel: string): string {
  return channel.replaceAll(':', '/');
}
