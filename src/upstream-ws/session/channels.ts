/** A subscription to hold: `channel` in the slash form of a request, such as `user_stats/281001`. */
export interface ChannelSpec {
  readonly channel: string;
  /** `null`: carries markets, not an account. */
  readonly accountIndex: number | null;
  /** Whether the request carries the account's token. */
  readonly auth: boolean;
  /** Left again as soon as its snapshot came: it tells what the other channels don't, and only in its snapshot. */
  readonly once: boolean;
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
  once: false,
};

/** Of an account with a credential. `account_all` comes last: only its snapshot tells volumes, and past funding where it does. */
const FOLLOWED = [
  'account_all_positions',
  'account_all_orders',
  'account_all_trades',
  'account_all_assets',
  'user_stats',
];
/** What is public. */
const WATCHED = ['account_all', 'user_stats'];
const GLANCED = 'account_all';

export function accountChannels(accountIndex: number, hasCredential: boolean): ChannelSpec[] {
  const spec = (name: string, once = false): ChannelSpec => ({
    channel: `${name}/${accountIndex}`,
    accountIndex,
    auth: hasCredential,
    once,
  });
  if (!hasCredential) return WATCHED.map((name) => spec(name));
  return [...FOLLOWED.map((name) => spec(name)), spec(GLANCED, true)];
}

/** The channel that carries the fills of the account. */
export function tradesChannel(accountIndex: number, hasCredential: boolean): string {
  return `${hasCredential ? 'account_all_trades' : 'account_all'}/${accountIndex}`;
}

/** The form of a reply. */
export function withColons(channel: string): string {
  return channel.replaceAll('/', ':');
}

/** Replies name a channel with colons, requests with slashes. */
export function withSlashes(channel: string): string {
  return channel.replaceAll(':', '/');
}
