// A minimal server for the dashboard: the built page, and /ws with configurable accounts and change rates.
// node bench/dashboard/feed.mjs [accounts] [positions each] [changes a second] [port]
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { WebSocketServer } from 'ws';
import { makeAccount, makePosition, makeTrade, randomFrom } from './feed-accounts.mjs';

const [accounts = 500, positions = 10, rate = 2_000, port = 0] = process.argv.slice(2).map(Number);
const ROOT = resolve(import.meta.dirname, '../../dist/client');
const TYPES = /** @type {Record<string, string>} */ ({
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.woff2': 'font/woff2',
});
const TICK_MS = 10;
const EPOCH = 'bench';

const random = randomFrom(7);
const states = Array.from({ length: accounts }, (_, place) =>
  makeAccount(place + 1, positions, random, Date.now()),
);
const seqs = new Map(states.map(({ account_index }) => [account_index, 0]));

const server = createServer(async (request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === '/api/session')
    return void response.end(JSON.stringify({ name: 'loopback', scope: 'admin', accounts: null }));
  if (path.startsWith('/api/status'))
    return void response.end(JSON.stringify({ mode: 'demo', version: 'bench' }));
  if (path.startsWith('/api/')) return void response.writeHead(404).end('{}');
  const file = path.startsWith('/assets/') ? path : '/index.html';
  response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
  response.end(await readFile(join(ROOT, file)));
});
const clients = new WebSocketServer({ server, path: '/ws' });

/** @param {object} frame */
const encode = (frame) => JSON.stringify(frame);
const stamps = () => ({ exchange: Date.now(), received: Date.now(), sent: Date.now() });

clients.on('connection', (client) => {
  client.send(
    encode({
      type: 'hello',
      protocol: 1,
      session: 'bench',
      server_time: Date.now(),
      heartbeat_ms: 30_000,
      limits: {},
    }),
  );
  client.on('message', (data) => {
    const { op, id = null, channels = [] } = JSON.parse(String(data));
    if (op !== 'subscribe') return;
    for (const [channel, seq, state] of channels.flatMap(expand)) {
      client.send(encode({ type: 'subscribed', id, channel, rate: 'live' }));
      client.send(encode({ type: 'snapshot', channel, epoch: EPOCH, seq, ts: stamps(), data: state }));
    }
  });
});

/** @param {string} channel @returns {[string, number, object][]} */
function expand(channel) {
  if (channel === 'connections')
    return [[channel, 0, { links: [], egresses: [], control: { rest_paused: false, ws_paused: false } }]];
  if (channel === 'incidents') return [[channel, 0, { incidents: [] }]];
  if (channel === 'alerts') return [[channel, 0, { alerts: [] }]];
  return states.map((state) => [`account/${state.account_index}`, seqs.get(state.account_index) ?? 0, state]);
}

const heartbeat = () => encode({ type: 'heartbeat', server_time: Date.now() });
setInterval(() => clients.clients.forEach((client) => client.send(heartbeat())), 10_000);

let owed = 0;
let trades = 0;
setInterval(() => {
  owed += (rate * TICK_MS) / 1_000;
  for (; owed >= 1; owed--) change();
}, TICK_MS);

function change() {
  const state = states[Math.floor(random() * states.length)];
  if (!state) return;
  const prev = seqs.get(state.account_index) ?? 0;
  seqs.set(state.account_index, prev + 1);
  const frame = {
    type: 'change',
    channel: `account/${state.account_index}`,
    epoch: EPOCH,
    seq: prev + 1,
    prev_seq: prev,
    ts: stamps(),
    data: delta(state),
  };
  const text = encode(frame);
  for (const client of clients.clients) client.send(text);
}

/** @param {ReturnType<typeof makeAccount>} state */
function delta(state) {
  const market = Math.floor(random() * positions);
  if (random() < 0.02) {
    const trade = makeTrade(`${state.account_index}${100_000 + trades++}`, market, random, Date.now());
    const gone = state.trades.pop();
    state.trades.unshift(trade);
    return { trades: { upsert: [trade], remove: gone ? [gone.trade_id] : [] } };
  }
  const before = state.positions[market];
  const moved = { ...makePosition(market, random, Date.now()), size: before?.size ?? '1' };
  state.positions[market] = moved;
  return { positions: { upsert: [moved] } };
}

// The parent process has ended.
process.stdin.resume().once('end', () => process.exit());

server.listen(port, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object') process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
