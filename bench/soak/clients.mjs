// Clients of every kind that come and go, and the comparison of each copy with the server's state.
import { setTimeout as pause } from 'node:timers/promises';
import { BroadcasterClient } from 'lighter-broadcaster-client';
import { stateHash } from 'lighter-broadcaster-protocol/hash';
import { built } from '../support/built.mjs';
import { serve } from './part.mjs';
import { losses, Place, tally } from './place.mjs';

/** @type {typeof import('../../src/simulator/exchange/random.js')} */
const { Random } = await built('simulator/exchange/random');

const VIEWS = ['positions', 'orders', 'trades', 'summary', 'assets', 'funding'];
const COMMON = ['portfolio', 'connections', 'incidents', 'market/0', 'market/1'];
const PATIENCE_MS = 60_000;

/** @type {Place[]} */
let places = [];
/** @type {{ url: string, apiKey: string }} */
let server;

/** @param {number} place @param {number[]} accounts */
function wishOf(place, accounts) {
  const one = accounts[place % accounts.length] ?? 0;
  const other = accounts[(place * 7 + 3) % accounts.length] ?? 0;
  const view = `account/${other}/${VIEWS[place % VIEWS.length]}`;
  const common = COMMON[place % COMMON.length] ?? '';
  const compresses = place % 5 === 0;
  if (place % 25 === 0) return profile(['accounts', 'portfolio'], 'live', false, true);
  if (place % 25 === 1) return profile(['accounts', ...COMMON], 'live', compresses);
  if (place % 3 === 0) return profile([`account/${one}`, common], '1s', compresses);
  if (place % 3 === 1) return profile([`account/${one}`, view], '100ms', compresses);
  return profile([`account/${one}`, view, common], 'live', compresses);
}

/** @param {string[]} channels @param {'live' | '100ms' | '1s'} rate @param {boolean} compresses */
const profile = (channels, rate, compresses, slow = false) => ({ channels, rate, slow, compresses });

/** The account as REST reports it. @param {string} channel @returns {Promise<Record<string, unknown>>} */
async function overRest(channel) {
  const url = new URL(`/api/accounts/${channel.split('/')[1]}/state`, server.url.replace('ws', 'http'));
  const answer = await fetch(url, { headers: { authorization: `Bearer ${server.apiKey}` } });
  if (!answer.ok) throw new Error(`${url.pathname}: ${answer.status}`);
  return /** @type {Promise<Record<string, unknown>>} */ (answer.json());
}

/** Waits until every copy equals the state that a new client gets; reports the copies that never do. */
async function verify() {
  const newcomer = new BroadcasterClient(server);
  const channels = new Set(places.flatMap(({ client }) => client.channels));
  newcomer.subscribe([...channels]);
  newcomer.connect();
  let open = places.flatMap(({ client }, place) =>
    client.channels.map((channel) => ({
      ...{ channel, name: `${channel} of client ${place}`, copy: async () => client.state(channel) },
    })),
  );
  const slow = places.reduce(
    (sum, { profile, client }) => sum + (profile.slow ? client.channels.length : 0),
    0,
  );
  for (const channel of channels)
    if (/^account\/\d+$/.test(channel))
      open.push({ channel, name: `${channel} over REST`, copy: () => overRest(channel) });
  const compared = open.length;
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const differing = [];
    for (const pair of open)
      if (!isSame(await pair.copy(), newcomer.state(pair.channel))) differing.push(pair);
    open = differing;
    if (open.length === 0 || Date.now() > deadline) break;
    await pause(200);
  }
  newcomer.close();
  return { compared, slow, differing: open.map(({ name }) => name) };
}

/** @param {object | undefined} copy @param {object | undefined} original */
const isSame = (copy, original) => copy && original && stateHash(copy) === stateHash(original);

serve({
  /** @param {{ url: string, apiKey: string, accounts: number[], clients: number, seed: number }} plan */
  come: ({ url, apiKey, accounts, clients, seed }) => {
    server = { url, apiKey };
    const random = new Random(seed);
    places = Array.from(
      { length: clients },
      (_, place) => new Place(BroadcasterClient, server, wishOf(place, accounts), random),
    );
  },
  /** @param {number} pace */
  live: (pace) => places.forEach((place) => place.live(pace)),
  settle: async () => {
    for (const place of places) place.settle();
    const deadline = Date.now() + PATIENCE_MS;
    const absent = () => places.filter(({ client }) => client.status.state !== 'open').length;
    while (absent() > 0 && Date.now() < deadline) await pause(100);
    return absent();
  },
  verify,
  leave: () => places.forEach((place) => place.leave()),
  tally: () => ({ ...tally, losses }),
});
