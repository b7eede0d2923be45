import { ref, type Schema } from './schema.js';

interface ChannelDoc {
  name: string;
  meaning: string;
  /** `data` of its snapshot, and of its changes; `null` where the figures are described with the REST API. */
  state: Schema | null;
  change: Schema | null;
  resumes: boolean;
}

/** Every kind of channel, for the documentation. */
export const CHANNELS: readonly ChannelDoc[] = [
  {
    name: 'account/{index}',
    meaning: 'One account. `accounts` stands for all of them that the key sees, also later ones.',
    state: ref('AccountState'),
    change: ref('AccountDelta'),
    resumes: true,
  },
  {
    name: 'account/{index}/positions|orders|trades|summary|assets|funding',
    meaning: 'A part of an account; it skips the changes of the others.',
    state: ref('AccountView'),
    change: ref('AccountDelta'),
    resumes: true,
  },
  {
    name: 'market/{id}',
    meaning: 'Catalogue entry and statistics of a market; every change carries the whole market.',
    state: ref('Market'),
    change: ref('Market'),
    resumes: true,
  },
  {
    name: 'incidents',
    meaning: 'What went wrong lately, newest first.',
    state: { type: 'object' },
    change: { type: 'object' },
    resumes: true,
  },
  {
    name: 'connections',
    meaning: 'Lines to the exchange, ways out, and whether collection runs.',
    state: ref('ConnectionsState'),
    change: { type: 'object' },
    resumes: false,
  },
  {
    name: 'portfolio',
    meaning: 'Figures and totals of the accounts that the key sees, as in /api/portfolio without the lists.',
    state: null,
    change: null,
    resumes: false,
  },
];
