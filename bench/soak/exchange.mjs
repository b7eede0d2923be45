// The simulated exchange: keeps trading under one fault after another.
import { setTimeout as pause } from 'node:timers/promises';
import { built, loadTypeScript } from '../support/built.mjs';
import { serve } from './part.mjs';
import { tradeText } from './trade-text.mjs';

loadTypeScript();
const { startHttpProxy } = await import('../../test/support/proxies.js');

/** @type {typeof import('../../src/clock/system-clock.js')} */
const { SystemClock } = await built('clock/system-clock');
/** @type {typeof import('../../src/simulator/simulator.js')} */
const { Simulator } = await built('simulator/simulator');
/** @type {typeof import('../../src/simulator/exchange/random.js')} */
const { Random } = await built('simulator/exchange/random');

const TICK_MS = 1000;
/** More than one page of trades, so that closing a gap needs several. */
const BURST = 150;
/** Source addresses of the proxies, as the exchange sees them. */
const ADDRESSES = ['127.0.0.31', '127.0.0.32', '127.0.0.33'];
/** How the exchange refuses the requests of an address. */
const BANS = /** @type {const} */ (['html-403', 'rate-limit', 'geo-block']);
/** How it refuses upgrades. */
const STREAM_BANS = /** @type {const} */ (['html-403', 'geo-block']);

/** @type {InstanceType<typeof Simulator>} */
let simulator;
/** @type {InstanceType<typeof Random>} */
let random;
/** @type {NodeJS.Timeout | undefined} */
let trading;
/** @type {Promise<unknown>} */
let restart = Promise.resolve();

const someAccount = () => random.pick(simulator.exchange.accounts).index;
const someAddress = () => random.pick([...ADDRESSES, '127.0.0.1']);

/**
 * Faults of one account's connection, or of a few answers; each ends by itself. @type {Record<string, () => unknown>}
 */
const SMALL = {
  'connection dropped': () => simulator.faults.ws.drop({ account: someAccount() }),
  'connection closed with a code': () =>
    simulator.faults.ws.drop({ account: someAccount() }, { code: 1012, reason: 'restart' }),
  'line stalled': () => void liftLater(simulator.faults.ws.stall({ account: someAccount() })),
  'shutdown announced': () => simulator.faults.ws.shutdown(1000, { account: someAccount() }),
  'dropped, then refused upgrades': () => {
    simulator.faults.ws.refuseUpgrade({ status: 503 }, 2);
    simulator.faults.ws.drop({ account: someAccount() });
  },
  'dropped amid a burst of trades': () => {
    const index = someAccount();
    simulator.faults.ws.drop({ account: index });
    for (let i = 0; i < BURST; i++) simulator.exchange.trade(index, 1, i % 2 ? 'sell' : 'buy', '0.00010');
  },
  'dropped, then trades answer 502': () => {
    simulator.faults.rest('trades', { status: 502 }, 3);
    simulator.faults.ws.drop({ account: someAccount() });
  },
  'frames repeated': () => simulator.faults.ws.repeat('account_all_trades', 5),
  'garbage sent': () => simulator.faults.ws.send('{"type":"update/account_all_', { account: someAccount() }),
  'REST hangs': () => void liftLater(simulator.faults.rest('account', 'stall', 3)),
  'REST cut off': () => simulator.faults.rest('*', 'truncated', 3),
  'egress banned': () => void liftLater(simulator.faults.rest({ ip: someAddress() }, random.pick([...BANS]))),
  'egress banned, with its streams': () => {
    const ip = someAddress();
    void liftLater(simulator.faults.rest({ ip }, random.pick([...BANS])));
    void liftLater(simulator.faults.ws.refuseUpgrade(random.pick([...STREAM_BANS]), Infinity, ip));
    simulator.faults.ws.drop({ ip });
  },
};
/** Rarer faults that affect every connection. @type {Record<string, () => unknown>} */
const LARGE = {
  'all connections dropped': () => simulator.faults.ws.drop(),
  'REST answers 429': () => simulator.faults.rest('*', 'rate-limit', 2),
  'exchange restarted': () => (restart = simulator.restart(() => pause(1500))),
};
const LARGE_SHARE = 0.05;

/** @param {{ lift(): void }} fault */
async function liftLater(fault) {
  await pause(random.int(1000, 8000));
  fault.lift();
}

serve({
  /** @param {{ accounts: number, seed: number }} plan */
  start: async ({ accounts, seed }) => {
    random = new Random(seed);
    const clock = new SystemClock();
    simulator = new Simulator({ clock, seed, accounts, limits: 'off', walk: 'off', requestsKept: 100 });
    const proxies = await Promise.all(ADDRESSES.map((localAddress) => startHttpProxy({ localAddress })));
    return {
      ...(await simulator.start()),
      proxies: proxies.map(({ port }) => `http://127.0.0.1:${port}`),
    };
  },
  trade: () => {
    trading = setInterval(() => simulator.exchange.tick(), TICK_MS);
  },
  /** Triggers a random fault. @returns its name */
  suffer: async () => {
    await restart;
    const [name, strike] = random.pick(Object.entries(random.chance(LARGE_SHARE) ? LARGE : SMALL));
    strike();
    return name;
  },
  /** Stops trades and faults. */
  calm: async () => {
    clearInterval(trading);
    await restart;
    simulator.faults.clear();
  },
  /** @returns the number of trades of all accounts */
  made: () => simulator.exchange.accounts.reduce((sum, account) => sum + account.trades.length, 0),
  /** Every trade of every account, as text. */
  truth: () =>
    simulator.exchange.accounts.flatMap(({ index, trades }) =>
      trades.map((trade) => tradeText(index, trade)),
    ),
});
