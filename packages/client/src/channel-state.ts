import type { ChannelKind } from 'lighter-broadcaster-protocol/channels';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { ConnectionsState, Incident, Market } from 'lighter-broadcaster-protocol/operations';

/** What `account/{index}/positions|orders|trades|summary|assets|funding` holds: the parts that the view carries. */
export type AccountView = Pick<AccountState, 'account_index' | 'name'> &
  Partial<Omit<AccountState, 'account_index' | 'name'>>;

/** The state behind a channel's name. */
export type StateOf<Channel extends string> = Channel extends `account/${number}/${string}`
  ? AccountView
  : Channel extends `account/${number}`
    ? AccountState
    : Channel extends `market/${number}`
      ? Market
      : Channel extends 'connections'
        ? ConnectionsState
        : Channel extends 'incidents'
          ? { incidents: Incident[] }
          : Record<string, unknown>;

export function kindOf(channel: string): ChannelKind {
  return channel.split('/', 1)[0] as ChannelKind;
}
