// Runs one soak: every part is a separate process on real sockets; this process only coordinates.
import { setTimeout as pause } from 'node:timers/promises';
import { Cluster } from './cluster.mjs';
import { FULL_DISK, Pair } from './pair.mjs';
import { Part } from './part.mjs';
import { following, Product } from './product.mjs';
import { weather } from './weather.mjs';

/** @typedef {{ durationMs: number, accounts: number, clients: number, seed: number, cluster: boolean }} Plan */
/** @typedef {Awaited<ReturnType<typeof soak>>} Soaked */

const KEY = 'soak-secret-soak-secret';
const PATIENCE_MS = 180_000;
/** How long a refused egress rests at first: nobody waits for that after a run that is shorter. */
const BAN_MS = 60_000;
/** Share of the clients that follow the frontend as well. */
const READERS_SHARE = 0.1;
/** Error lines caused by an outage of the store, or by a full disk. */
const EXPECTED = new RegExp(`"context":"History","msg":"Supabase |${FULL_DISK.source}`);

/** @param {Plan} plan @param {(line: string) => void} tell */
export async function soak(plan, tell) {
  const parts = {
    exchange: new Part('exchange.mjs'),
    store: new Part('store.mjs'),
    clients: new Part('clients.mjs'),
    readers: new Part('clients.mjs'),
    floods: new Part('floods.mjs'),
  };
  const { exchange, store, clients, readers } = parts;
  const at = await exchange.ask('start', plan);
  const env = { ...following(at, at.proxies), ...storing(await store.ask('start')), ...shared(plan) };
  const cluster = plan.cluster ? await Cluster.start(env, KEY, EXPECTED) : null;
  const product = cluster ? cluster.run('gateway') : new Product(env, KEY, EXPECTED);
  const pair = new Pair(shared(plan), at, KEY);
  const [url, frontend] = await Promise.all([product.listening(), pair.start()]);
  await until(
    async () => (await product.json('/api/ws/health')).connected_count === plan.accounts,
    'all connections up',
  );
  const alone = await product.sample();
  const accounts = at.accounts.map(
    (/** @type {{ account_index: number }} */ account) => account.account_index,
  );
  const few = Math.ceil(plan.clients * READERS_SHARE);
  await clients.ask('come', { ...plan, url: streamOf(url), apiKey: KEY, accounts });
  await readers.ask('come', { ...plan, clients: few, url: streamOf(frontend), apiKey: KEY, accounts });
  await until(async () => (await product.clients()) >= plan.clients, 'all clients connected');
  await until(async () => (await pair.frontend.clients()) >= few, 'all clients of the frontend connected');
  tell(`${plan.clients} clients follow ${plan.accounts} accounts, ${few} follow them at the frontend`);
  const storm = await weather(plan, parts, { product, pair, cluster }, KEY, tell);
  await Promise.all([exchange.ask('calm'), store.ask('back')]);
  if (plan.durationMs < BAN_MS) await Promise.all([product.reconnect(), pair.collector.reconnect()]);
  const openGaps = await recovered(parts, product, pair, accounts, tell);
  const absent = (await clients.ask('settle')) + (await readers.ask('settle'));
  tell('all clients have reconnected and read');
  const [states, copies] = [await clients.ask('verify'), await readers.ask('verify')];
  const disagreements = await pair.disagreements(accounts);
  tell(`compared ${states.compared} and ${copies.compared} copies of states`);
  const [made, stored] = [await exchange.ask('truth'), await store.ask('trades')];
  await Promise.all([clients.ask('leave'), readers.ask('leave')]);
  await until(async () => (await product.clients()) === 0, 'all clients left');
  const left = await product.sample();
  const [tally, read] = [await clients.ask('tally'), await readers.ask('tally')];
  const struck = await store.ask('struck');
  const { stalls, ...second } = await pair.end();
  const exits = [await product.end(), ...second.exits];
  product.remove();
  const behind = await cluster?.end();
  await Promise.all(Object.values(parts).map((part) => part.end()));
  return {
    ...{
      ...storm,
      alone,
      left,
      made,
      stored,
      states,
      copies,
      disagreements,
      absent,
      openGaps,
      tally,
      struck,
      exits: [...exits, ...(behind?.exits ?? [])],
    },
    ...{
      losses: /** @type {string[]} */ ([...tally.losses, ...read.losses]),
      storedByPair: second.trades,
      happened: { pair: second.happened, cluster: cluster?.happened },
      outagesNamed: product.outagesNamed + second.outagesNamed + (behind?.outagesNamed ?? 0),
      faults: [...product.faults, ...second.faults, ...(behind?.faults ?? [])],
      stalls: { product: product.stalls, ...stalls, cluster: behind?.stalls },
    },
  };
}

/** @param {string} url */
const streamOf = (url) => `${url.replace('http', 'ws')}/ws`;

/** @param {string} store */
const storing = (store) => ({ Supabase_Url: store, Supabase_service_role: 'service-key' });

/** Variables of all products. @param {Plan} plan */
function shared({ durationMs }) {
  return {
    SNAPSHOT_INTERVAL: '5',
    // Data kept by age must reach its final size within the first third.
    RESUME_MAX_AGE: String(Math.max(1, Math.min(300, Math.floor(durationMs / 4000)))),
    // Lets a slow reader be conflated before it is closed.
    CLIENT_MAX_BYTES: '65536',
    API_KEYS: `soak:admin:${KEY}:rate=100000/minute`,
  };
}

/**
 * Waits until every missed fill is recovered and every row is stored.
 * @param {Record<'exchange' | 'store', Part>} parts @param {Product} product @param {Pair} pair @param {number[]} accounts @param {(line: string) => void} tell
 * @returns the accounts that still have an open gap
 */
async function recovered({ exchange, store }, product, pair, accounts, tell) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const open = [];
    for (const index of accounts) {
      if (await hasOpenGap(product, index)) open.push(String(index));
      if (await hasOpenGap(pair.collector, index)) open.push(`${index} at the second collector`);
    }
    const [made, { count: stored }] = [await exchange.ask('made'), await store.ask('stored')];
    const least = Math.min(stored, pair.count());
    if ((open.length === 0 && least >= made) || Date.now() > deadline) {
      tell(`calm: ${least} of ${made} trades stored by both, ${open.length} accounts with an open gap`);
      return open;
    }
    await pause(500);
  }
}

/** @param {Product} product @param {number} index */
async function hasOpenGap(product, index) {
  /** @type {{ gaps: { closed_at: number | null, complete: boolean | null }[] }} */
  const { gaps } = await product.json(`/api/accounts/${index}/state`);
  return gaps.some(({ closed_at, complete }) => closed_at === null || complete === false);
}

/** @param {() => Promise<boolean>} holds @param {string} what */
async function until(holds, what) {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`timed out waiting for ${what}`);
    await pause(200);
  }
}
