import type { ListRule } from './delta.js';

/** The part of a channel's name before the first slash. */
export type ChannelKind = 'account' | 'portfolio' | 'connections' | 'incidents' | 'market';

/** Lists whose entities are upserted by key. Entities stay where they are; new ones join at the end (incidents: at the front). */
export const KEYED_LISTS: Record<ChannelKind, Readonly<Record<string, ListRule>>> = {
  account: {},
  portfolio: { accounts: { key: 'account_index' } },
  connections: { links: { key: 'link_id' }, egresses: { key: 'egress_id' } },
  incidents: { incidents: { key: 'incident_id' } },
  market: {},
};
