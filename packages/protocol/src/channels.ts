import type { Alert } from './alert.js';
import type { AccountState } from './account.js';
import type { ListRule } from './delta.js';
import type { ConnectionsState, Incident, Market } from './operations.js';

/** The part of a channel's name before the first slash. */
export type ChannelKind = 'account' | 'portfolio' | 'connections' | 'incidents' | 'alerts' | 'market';

export function kindOf(channel: string): ChannelKind {
  return channel.split('/', 1)[0] as ChannelKind;
}

/** State of `account/{index}/positions|orders|trades|summary|assets|funding`: the parts that the view carries. */
export type AccountViewState = Pick<AccountState, 'account_index' | 'name'> &
  Partial<Omit<AccountState, 'account_index' | 'name'>>;

/** The state that a channel carries, by the channel's name. */
export type StateOf<Channel extends string> = Channel extends `account/${number}/${string}`
  ? AccountViewState
  : Channel extends `account/${number}`
    ? AccountState
    : Channel extends `market/${number}`
      ? Market
      : Channel extends 'connections'
        ? ConnectionsState
        : Channel extends 'incidents'
          ? { incidents: Incident[] }
          : Channel extends 'alerts'
            ? { alerts: Alert[] }
            : Record<string, unknown>;

/** Lists whose entities are upserted by key. Entities keep their place; new ones go to the end, incidents and alerts to the front. */
export const KEYED_LISTS: Record<ChannelKind, Readonly<Record<string, ListRule>>> = {
  account: {},
  portfolio: { accounts: { key: 'account_index' } },
  connections: { links: { key: 'link_id' }, egresses: { key: 'egress_id' } },
  incidents: { incidents: { key: 'incident_id' } },
  alerts: { alerts: { key: 'alert_id' } },
  market: {},
};
