// The simulated exchange in its own process: each message is an order of the first account with a marker in its
// client_order_id, padded so that the product's frame is about 1 KB. With `--accounts N`, messages rotate over N accounts.
import { marker, pump } from './pump.mjs';

/** The built product's module. @param {string} file */
const built = (file) => import(new URL(`../../dist/server/${file}`, import.meta.url).href);
/** @type {typeof import('../../src/clock/system-clock.js')} */
const { SystemClock } = await built('clock/system-clock.js');
/** @type {typeof import('../../src/simulator/simulator.js')} */
const { Simulator } = await built('simulator/simulator.js');

const PAD = '0'.repeat(180);
const accounts = Number(process.argv[2] ?? 1);
const simulator = new Simulator({
  clock: new SystemClock(),
  accounts,
  limits: 'off',
  walk: 'off',
  requestsKept: 100,
});
const { url, wsUrl, accounts: credentials } = await simulator.start();
process.stdout.write(`${JSON.stringify({ url, wsUrl, accounts: credentials })}\n`);
// How often it was asked for the catalogue, for the measurement of the mirror.
let asked = -1;
setInterval(() => {
  const count = simulator.requests.byEndpoint.get('orderBookDetails') ?? 0;
  if (count !== asked) process.stdout.write(`{"orderBookDetails":${(asked = count)}}\n`);
}, 50);
let turn = 0;
pump(() => {
  const { account_index: index } = credentials[turn++ % accounts] ?? { account_index: 0 };
  simulator.exchange.inject(index, marker() + PAD);
});
