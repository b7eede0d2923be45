// npm run bench:cluster [-- --only clients,gateways,feed,fail-over --rounds 3 --seconds 5 --clients 1000 --many 5000] [--write]
// The service in several processes beside the same in one, interleaved; CPU is the kernel's count of each process.
// --write updates bench/README.md.
import { parseArgs } from 'node:util';
import { median, SINK_KIND, Subscribers, wait } from '../broadcast/measure.mjs';
import { addLines } from '../support/lines.mjs';
import { machine, table, write } from '../support/readme.mjs';
import { ensureRedis, redisServer } from '../../scripts/setup/redis.mjs';
import { cluster, gateways, LEASE, single } from './services.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'clients,gateways,feed,fail-over' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    clients: { type: 'string', default: '1000' },
    many: { type: 'string', default: '5000' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const PER_SECOND = 20;
/** Seconds. */
const WARM_UP = 4;
/**
 * The load without clients is that of the projection, 500 accounts × 10 changes a second, on fewer accounts: more would start for
 * over a minute within the messages of one address.
 */
const FEED = { accounts: 20, perSecond: 5_000 };

/** @type {Record<string, () => Promise<string>>} */
const PARTS = {
  clients: () => compareClients(Number(values.clients)),
  gateways: () => compareGateways(Number(values.many)),
  feed: compareFeed,
  'fail-over': failOver,
};
await ensureRedis(process.cwd());
if (!redisServer(process.cwd())) {
  process.stderr.write(
    'NOT RUN: bench:cluster needs redis-server or valkey-server (Debian: apt install redis-server)\n',
  );
  process.exit();
}
const texts = [];
for (const part of values.only.split(',')) {
  const measure = PARTS[part];
  if (!measure)
    throw new Error(`Unknown measurement "${part}"; choose from ${Object.keys(PARTS).join(', ')}.`);
  const text = await measure();
  process.stdout.write(`\n${text}\n`);
  texts.push(text);
}
const ending = `Medians of ${rounds} interleaved rounds of ${seconds} s; subscriber in ${SINK_KIND}, no process pinned to a core. ${machine()}`;
process.stdout.write(`\n${ending}\n`);
if (values.write) await write('cluster', [...texts, ending].join('\n\n'));
process.exit();

/**
 * @typedef {{ p50: number, p99: number, cpu: Record<string, number> }} Figures `cpu`: share of a core of each process, beyond what it
 *   takes at rest with the same clients
 */

/** One process, and gateways over an engine. @param {number} clients */
async function compareClients(clients) {
  const rows = await interleaved([() => single(1), () => cluster(1, 2)], (service) =>
    measured(service, clients, PER_SECOND),
  );
  const [alone, shared] = rows;
  const ofGateway = mean(gatewaysOf(shared));
  await addLines([
    {
      ...{
        what: `gateway of 2, ${clients} clients in all, CPU for a client`,
        measured: perClient(ofGateway, clients / 2),
      },
      ...{ floor: 'one process', beside: perClient(alone.cpu['the process'] ?? NaN, clients) },
      ratio: ofGateway / (clients / 2) / ((alone.cpu['the process'] ?? NaN) / clients),
    },
  ]);
  return `${clients} clients, ${PER_SECOND} changes a second:\n\n${figures(rows, clients)}`;
}

/** One process, and several on one port of one machine. @param {number} clients */
async function compareGateways(clients) {
  const rows = await interleaved([() => single(1), () => gateways(1, 2)], (service) =>
    measured(service, clients, PER_SECOND),
  );
  const [alone, shared] = rows;
  const ratio = Math.max(...gatewaysOf(shared)) / (alone.cpu['the process'] ?? NaN);
  return `${clients} clients, ${PER_SECOND} changes a second. The busier gateway takes ${ratio.toFixed(2)} × the CPU of the single process (aim: 0.6):\n\n${figures(rows, clients)}`;
}

/** What following and the log cost without clients. */
async function compareFeed() {
  const { accounts, perSecond } = FEED;
  const rows = await interleaved([() => single(accounts), () => cluster(accounts, 2)], (service) =>
    measured(service, 0, perSecond),
  );
  const [alone, shared] = rows;
  const of = /** @param {string} name */ (name) => shared.cpu[name] ?? NaN;
  const more = of('leader') - (alone.cpu['the process'] ?? NaN);
  const cells = [
    ['leader, more than alone', percent(more), '≤ 15 %'],
    ['engine', percent(of('engine')), '14 % with 10 readers'],
    ['each gateway', percent(mean(gatewaysOf(shared))), '≤ 5 %'],
  ];
  return `${perSecond} changes a second of ${accounts} accounts, no clients:\n\n${table(
    ['CPU of a core', 'measured', 'projected'],
    cells,
  )}`;
}

/** From the end of the leader by SIGKILL until a client of a gateway gets a change of the next one. */
async function failOver() {
  /** @type {number[]} */
  const took = [];
  /** @type {number[]} */
  const boots = [];
  for (let round = 0; round < rounds; round += 1) {
    const service = await cluster(1, 1);
    const door = /** @type {import('./services.mjs').Service['doors'][number]} */ (service.doors[0]);
    const subscriber = await Subscribers.open({ ...door, core: undefined }, 1);
    try {
      boots.push(...service.boots);
      await service.standBy();
      await subscriber.reset();
      service.killLeader();
      const from = performance.now();
      service.source.send('rate 50 20');
      while (subscriber.tally.total === 0) await wait(5);
      took.push(performance.now() - from);
      process.stderr.write(`${JSON.stringify({ took: took.at(-1), boots: service.boots })}\n`);
    } finally {
      await subscriber.close();
      await service.stop();
    }
  }
  return `Leader killed, lease ${LEASE} s: the first change of the next one reaches a client after ${seconds1(took)} (median; projected: lease + 0.3 s and connecting). A gateway listens ${seconds1(boots)} after its start.`;
}

/**
 * Every service in turn, in each round the other way round; medians by service.
 * @param {[() => Promise<import('./services.mjs').Service>, () => Promise<import('./services.mjs').Service>]} makes
 * @param {(service: import('./services.mjs').Service) => Promise<Figures>} measure
 * @returns {Promise<[Figures & { name: string }, Figures & { name: string }]>}
 */
async function interleaved(makes, measure) {
  /** @type {Map<string, Figures[]>} */
  const all = new Map();
  for (let round = 0; round < rounds; round += 1)
    for (const make of round % 2 === 0 ? makes : makes.toReversed()) {
      const service = await make();
      try {
        const figures = await measure(service);
        process.stderr.write(`${JSON.stringify({ name: service.name, ...figures })}\n`);
        all.set(service.name, [...(all.get(service.name) ?? []), figures]);
      } finally {
        await service.stop();
      }
    }
  const rows = [...all].map(([name, list]) => ({
    name,
    p50: median(list.map(({ p50 }) => p50)),
    p99: median(list.map(({ p99 }) => p99)),
    cpu: Object.fromEntries(
      Object.keys(list[0]?.cpu ?? {}).map((key) => [key, median(list.map(({ cpu }) => cpu[key] ?? NaN))]),
    ),
  }));
  return /** @type {[Figures & { name: string }, Figures & { name: string }]} */ (
    rows.toSorted((a, b) => Number(b.name === 'one process') - Number(a.name === 'one process'))
  );
}

/** @param {import('./services.mjs').Service} service @param {number} clients @param {number} perSecond @returns {Promise<Figures>} */
async function measured({ doors, source, cpu }, clients, perSecond) {
  const each = clients / doors.length;
  const subscribers = clients
    ? await Promise.all(doors.map((door) => Subscribers.open({ ...door, core: undefined }, each)))
    : [];
  try {
    // Compiled code, as after a minute of work.
    source.send(`rate ${perSecond} ${WARM_UP}`);
    await wait(WARM_UP * 1_000 + 1_000);
    const rest = await spent(cpu, () => undefined);
    await Promise.all(subscribers.map((each) => each.reset()));
    const load = await spent(cpu, () => source.send(`rate ${perSecond} ${seconds}`));
    await wait(500);
    const expected = each * perSecond * seconds;
    for (const { tally } of subscribers)
      if (tally.total !== expected || tally.closed > 0)
        throw new Error(`${tally.total} of ${expected} messages, ${tally.closed} connections closed`);
    const worst = /** @param {'p50_us' | 'p99_us'} name */ (name) =>
      Math.max(0, ...subscribers.map(({ tally }) => tally[name])) / 1_000;
    const shares = Object.entries(load).map(([name, share]) => [
      name,
      Math.max(0, share - (rest[name] ?? 0)),
    ]);
    return { p50: worst('p50_us'), p99: worst('p99_us'), cpu: Object.fromEntries(shares) };
  } finally {
    await Promise.all(subscribers.map((each) => each.close()));
  }
}

/** @param {() => Record<string, number>} cpu @param {() => void} begin @returns {Promise<Record<string, number>>} share of a core of each process */
async function spent(cpu, begin) {
  const [before, from] = [cpu(), performance.now()];
  begin();
  await wait(seconds * 1_000);
  const took = (performance.now() - from) / 1_000;
  return Object.fromEntries(
    Object.entries(cpu()).map(([name, at]) => [name, (at - (before[name] ?? 0)) / took]),
  );
}

/** @param {(Figures & { name: string })[]} rows @param {number} clients */
function figures(rows, clients) {
  const cells = rows.flatMap(({ name, p50, p99, cpu }) =>
    Object.entries(cpu).map(([process, share], at) => [
      ...(at === 0 ? [name, p50.toFixed(1), p99.toFixed(1)] : ['', '', '']),
      process,
      percent(share),
      `${((share / PER_SECOND) * 1e6).toFixed(0)} µs`,
      process === 'the process'
        ? perClient(share, clients)
        : process.startsWith('gateway')
          ? perClient(share, clients / 2)
          : '–',
    ]),
  );
  return table(
    ['service', 'p50 ms', 'p99 ms', 'process', 'CPU of a core', 'for a change', 'for a change and client'],
    cells,
  );
}

/** @param {Figures} figures */
function gatewaysOf({ cpu }) {
  return Object.entries(cpu).flatMap(([name, share]) => (name.startsWith('gateway') ? [share] : []));
}

/** @param {number[]} all */
function mean(all) {
  return all.reduce((sum, one) => sum + one, 0) / all.length;
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

/** CPU of a change for one client. @param {number} share @param {number} clients */
function perClient(share, clients) {
  return `${((share / PER_SECOND / clients) * 1e6).toFixed(2)} µs`;
}

/** @param {number[]} took ms */
function seconds1(took) {
  return `${(median(took) / 1_000).toFixed(2)} s`;
}
