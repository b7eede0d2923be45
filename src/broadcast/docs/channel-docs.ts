import { listOf, partial, record, ref, type JsonSchema } from './json-schema.js';

interface ChannelDoc {
  name: string;
  meaning: string;
  /** Schemas of `data` in its snapshot and its changes; `null` if the REST API documents them. */
  state: JsonSchema | null;
  change: JsonSchema | null;
  resumes: boolean;
}

/** Every kind of channel. */
export const CHANNELS: readonly ChannelDoc[] = [
  {
    name: 'account/{index}',
    meaning:
      'One account. `accounts` subscribes to every account that the key can see, including accounts added later.',
    state: ref('AccountStateDto'),
    change: ref('AccountDelta'),
    resumes: true,
  },
  {
    name: 'account/{index}/positions|orders|trades|summary|assets|funding',
    meaning: 'A part of an account, without the changes of its other parts.',
    state: ref('AccountView'),
    change: ref('AccountDelta'),
    resumes: true,
  },
  {
    name: 'market/{id}',
    meaning: 'Catalog entry and statistics of a market; every change carries the whole market.',
    state: ref('Market'),
    change: ref('Market'),
    resumes: true,
  },
  {
    name: 'incidents',
    meaning: 'Recent incidents, newest first.',
    state: { type: 'object' },
    change: { type: 'object' },
    resumes: true,
  },
  {
    name: 'alerts',
    meaning: 'Every open alert and the latest others, the last changed first.',
    state: record({ alerts: listOf(ref('Alert')) }),
    change: record({ alerts: partial({ upsert: listOf(ref('Alert')), remove: listOf({ type: 'string' }) }) }),
    resumes: true,
  },
  {
    name: 'connections',
    meaning: 'Connections to the exchange, egresses, and whether collection is paused.',
    state: ref('ConnectionsState'),
    change: { type: 'object' },
    resumes: false,
  },
  {
    name: 'portfolio',
    meaning:
      'Figures and totals of the accounts that the key can see, as in /api/portfolio without the lists.',
    state: null,
    change: null,
    resumes: false,
  },
];
