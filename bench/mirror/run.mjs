// npm run bench:mirror [-- --rounds 5 --seconds 5 --clients 1000] [--write]
// The mirror beside the service's own interface, in one process: frames to many clients, delay, REST, and a start of 50
// clients at once. Rounds are interleaved; --write updates bench/README.md.
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { product } from '../broadcast/contestants.mjs';
import { median, SINK_KIND, steady, Subscribers, wait } from '../broadcast/measure.mjs';
import { addLines } from '../support/lines.mjs';
import { machine, table, write } from '../support/readme.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    clients: { type: 'string', default: '1000' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const clients = Number(values.clients);
const SECRET = 'bench-secret-bench-secret';
const headers = { 'x-api-key': SECRET };
const CHANNELS = [
  'account_all_orders',
  'account_all_positions',
  'account_all_trades',
  'account_all_assets',
  'user_stats',
];
const AIMS = { p99: 1.15, rest: 0.7, delayMs: 2 };

const place = await product({
  env: { API_KEYS: `bench:read:${SECRET}:rate=100000000/minute`, HISTORY: 'off' },
});
const { port, accounts, server, source } = place;
const [index] = accounts;
const url = `http://127.0.0.1:${port}`;
const own = { name: '/ws', port, path: place.path, env: { SINK_HEADER: `X-API-Key: ${SECRET}` } };
const mirror = {
  name: '/stream',
  port,
  path: '/stream',
  env: {
    ...own.env,
    SINK_MESSAGES: CHANNELS.map((name) =>
      JSON.stringify({ type: 'subscribe', channel: `${name}/${index}` }),
    ).join('\n'),
  },
};

try {
  const once = await start();
  const many = await compare(clients);
  const one = await sideBySide();
  const frames = await framesMade();
  const rest = await compareRest();
  const ratio = many.stream.p99 / many.ws.p99;
  await addLines([
    {
      ...{ what: `mirror, 20 messages/s to ${clients} clients, p99`, measured: ms(many.stream.p99) },
      ...{ floor: '/ws in the same process', beside: ms(many.ws.p99), ratio },
    },
  ]);
  const text = `${table(
    ['', 'own interface', 'mirror', 'compared', 'aim'],
    [
      [
        `${clients} clients × ${CHANNELS.length} channels, p99`,
        ms(many.ws.p99),
        ms(many.stream.p99),
        times(ratio),
        `≤ ${AIMS.p99} ×`,
      ],
      [`the same, median`, ms(many.ws.p50), ms(many.stream.p50), times(many.stream.p50 / many.ws.p50), '–'],
      [
        'one client, median',
        ms(one.ws.p50),
        ms(one.stream.p50),
        `${one.delay.toFixed(2)} ms more`,
        `≤ ${AIMS.delayMs} ms`,
      ],
      [
        'account by REST, requests/s',
        rest.own,
        rest.mirror,
        times(rest.mirror / rest.own),
        `≥ ${AIMS.rest} ×`,
      ],
      [
        'update frames made for one frame of the exchange',
        '–',
        frames.made / frames.sent,
        `${frames.given / frames.made} sent each`,
        '1',
      ],
      ['catalogue asked for when 50 clients start', '–', once, '', '1'],
    ],
  )}\n\nMedians of ${rounds} interleaved rounds of ${seconds} s at 20 messages a second; subscriber in ${SINK_KIND}. ${machine()}`;
  process.stdout.write(`\n${text}\n`);
  if (values.write) await write('mirror', text);
  const isMet =
    ratio <= AIMS.p99 &&
    one.delay <= AIMS.delayMs &&
    rest.mirror / rest.own >= AIMS.rest &&
    once === 1 &&
    frames.made === frames.sent;
  process.exitCode = isMet ? 0 : 1;
} finally {
  await place.stop();
}
process.exit();

/** Medians over the rounds of both interfaces, each with that many clients in turn. @param {number} count */
async function compare(count) {
  /** @type {Record<'ws' | 'stream', { p50: number, p99: number }[]>} */
  const all = { ws: [], stream: [] };
  for (let round = 0; round < rounds; round += 1) {
    // Neither is always first.
    for (const at of round % 2 === 0 ? [own, mirror] : [mirror, own])
      all[at === own ? 'ws' : 'stream'].push(await delivery(at, count));
  }
  const of = /** @param {{ p50: number, p99: number }[]} rows */ (rows) => ({
    p50: median(rows.map(({ p50 }) => p50)),
    p99: median(rows.map(({ p99 }) => p99)),
  });
  return { ws: of(all.ws), stream: of(all.stream) };
}

/** @param {typeof own} at @param {number} count */
async function delivery(at, count) {
  const subscribers = await Subscribers.open(at, count);
  try {
    await wait(700);
    await steady({ ...place, server, source }, subscribers, { perSecond: 20, seconds });
    const figures = await settled(subscribers, count);
    process.stderr.write(`${JSON.stringify({ at: at.name, count, ...figures })}\n`);
    return figures;
  } finally {
    await subscribers.close();
    await wait(300);
  }
}

/** One client of each interface at the same time, for the same messages; medians over the rounds. */
async function sideBySide() {
  /** @type {{ ws: number, stream: number }[]} */
  const all = [];
  for (let round = 0; round < rounds; round += 1) {
    const [ws, stream] = [await Subscribers.open(own, 1), await Subscribers.open(mirror, 1)];
    await wait(700);
    await stream.reset();
    await steady({ ...place, server, source }, ws, { perSecond: 20, seconds });
    const row = { ws: (await settled(ws, 1)).p50, stream: (await settled(stream, 1)).p50 };
    process.stderr.write(`${JSON.stringify(row)}\n`);
    all.push(row);
    await ws.close();
    await stream.close();
  }
  return {
    ws: { p50: median(all.map(({ ws }) => ws)) },
    stream: { p50: median(all.map(({ stream }) => stream)) },
    delay: median(all.map(({ ws, stream }) => stream - ws)),
  };
}

/** Latency of all frames of a round, ms. On a busy machine the last ones come late. @param {Subscribers} subscribers @param {number} count */
async function settled(subscribers, count) {
  const expected = count * 20 * seconds;
  for (let waited = 0; subscribers.tally.total < expected && waited < 10_000; waited += 50) await wait(50);
  const { p50_us, p99_us, total } = subscribers.tally;
  if (total !== expected) throw new Error(`${total} of ${expected} frames came`);
  return { p50: p50_us / 1000, p99: p99_us / 1000 };
}

/** Frames made and sent by the mirror for some frames of the exchange. */
async function framesMade() {
  const subscribers = await Subscribers.open(mirror, clients);
  await wait(700);
  const before = await counters();
  await steady({ ...place, server, source }, subscribers, { perSecond: 20, seconds: 1 });
  const after = await counters();
  await subscribers.close();
  return { sent: 20, made: after.made - before.made, given: after.given - before.given };
}

async function counters() {
  const text = await (await fetch(`${url}/metrics`, { headers })).text();
  const of = /** @param {string} name */ (name) =>
    Number(new RegExp(`^lighter_mirror_frames_${name}_total (\\d+)`, 'm').exec(text)?.[1]);
  return { made: of('made'), given: of('given') };
}

async function compareRest() {
  const paths = { own: `/api/accounts/${index}`, mirror: `/api/v1/account?by=index&value=${index}` };
  /** @type {Record<'own' | 'mirror', number[]>} */
  const rates = { own: [], mirror: [] };
  for (let round = 0; round < rounds; round += 1)
    for (const which of /** @type {const} */ (['own', 'mirror'])) rates[which].push(await rate(paths[which]));
  return { own: Math.round(median(rates.own)), mirror: Math.round(median(rates.mirror)) };
}

/** @param {string} path */
async function rate(path) {
  const at = url + path;
  await autocannon({ url: at, connections: 50, duration: 1, headers });
  const { requests, non2xx, errors } = await autocannon({
    url: at,
    connections: 50,
    duration: seconds,
    headers,
  });
  if (non2xx + errors > 0) throw new Error(`${path}: ${non2xx} refusals, ${errors} errors`);
  process.stderr.write(`${JSON.stringify({ path, rate: requests.average })}\n`);
  return requests.average;
}

/** How often the exchange is asked for the catalogue when 50 clients start at once. */
async function start() {
  let asked = 0;
  source.listeners.push((line) => (asked = Number(/^\{"orderBookDetails":(\d+)\}/.exec(line)?.[1] ?? asked)));
  const before = asked;
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => fetch(`${url}/api/v1/orderBookDetails`, { headers })),
  );
  if (answers.some(({ ok }) => !ok)) throw new Error('a client got no catalogue');
  await wait(200);
  return asked - before;
}

/** @param {number} value */
function ms(value) {
  return `${value.toFixed(2)} ms`;
}

/** @param {number} value */
function times(value) {
  return `${value.toFixed(2)} ×`;
}
