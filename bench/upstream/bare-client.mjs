// The floor: what any client pays for the same frames and polls. `ws`, undici, and one JSON.parse of each text; it keeps
// nothing. Reads `{ url, ws_url, accounts, pollInterval, ordersInterval }` (seconds) from stdin, then prints `up`.
import { text } from 'node:stream/consumers';
import { Agent, request } from 'undici';
import WebSocket from 'ws';

const CHANNELS = [
  'account_all_positions',
  'account_all_orders',
  'account_all_trades',
  'account_all_assets',
  'user_stats',
];
const COUNT_EVERY_MS = 200;

/** @type {{ url: string, ws_url: string, accounts: { account_index: number, read_only_token: string }[], pollInterval: number, ordersInterval: number }} */
const { url, ws_url, accounts, pollInterval, ordersInterval } = JSON.parse(await text(process.stdin));
const counts = { polls: 0, frames: 0 };
const agent = new Agent({ keepAliveTimeout: 60_000 });

await Promise.all(accounts.map(follow));
process.stdout.write('up\n');
setInterval(() => process.stdout.write(`${JSON.stringify(counts)}\n`), COUNT_EVERY_MS);
process.once('SIGTERM', () => process.exit(0));

/** @param {{ account_index: number, read_only_token: string }} account @returns {Promise<void>} once its stream is open */
function follow({ account_index: index, read_only_token: token }) {
  repeat(pollInterval, `${url}/api/v1/account?by=index&value=${index}`);
  const orders = `${url}/api/v1/accountActiveOrders?account_index=${index}&market_id=255`;
  repeat(ordersInterval, orders, { authorization: token });
  const socket = new WebSocket(ws_url, { perMessageDeflate: false });
  socket.on('message', (data) => {
    const frame = /** @type {{ type?: string }} */ (JSON.parse(String(data)));
    if (frame.type === 'ping') socket.send('{"type":"pong"}');
    counts.frames += 1;
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => {
      for (const channel of CHANNELS)
        socket.send(JSON.stringify({ type: 'subscribe', channel: `${channel}/${index}`, auth: token }));
      resolve();
    });
  });
}

/** Spread over its interval, as the product's polls are. @param {number} seconds @param {string} target @param {Record<string, string>} [headers] */
function repeat(seconds, target, headers = {}) {
  const ask = async () => {
    const { body, statusCode } = await request(target, { dispatcher: agent, headers });
    JSON.parse(await body.text());
    if (statusCode !== 200) throw new Error(`${target}: ${statusCode}`);
    counts.polls += 1;
  };
  setTimeout(
    () => {
      void ask();
      setInterval(() => void ask(), seconds * 1000);
    },
    Math.random() * seconds * 1000,
  );
}
