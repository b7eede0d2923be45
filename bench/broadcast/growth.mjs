// Cost of one exchange message with ten times the clients, accounts or channels.
import { product } from './contestants.mjs';
import { steady, Subscribers, wait } from './measure.mjs';

const VIEWS = ['orders', 'positions', 'trades', 'summary', 'assets', 'funding'];
const FIRST_ACCOUNT = 281_001;
/** Messages per second: enough to measure above the idle cost, far below the maximum. */
const PER_SECOND = 200;

/** @param {number} accounts */
const views = (accounts) =>
  Array.from({ length: accounts }, (_, at) => VIEWS.map((view) => `account/${FIRST_ACCOUNT + at}/${view}`))
    .flat()
    .join(',');

const CASES = [
  { what: 'clients', from: 100, small: { clients: 100 }, large: { clients: 1000 } },
  { what: 'accounts', from: 5, small: { accounts: 5, clients: 100 }, large: { accounts: 50, clients: 100 } },
  {
    what: 'channels of a client',
    from: 6,
    small: { accounts: 10, clients: 100, channels: views(1) },
    large: { accounts: 10, clients: 100, channels: views(10) },
  },
];

/** @param {{ seconds: number }} plan */
export async function growth({ seconds }) {
  const rows = [];
  for (const { what, from, small, large } of CASES) {
    const before = await cost(small, seconds);
    const after = await cost(large, seconds);
    rows.push({ what, from, to: from * 10, before, after, exponent: Math.log10(after / before) });
    process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`);
  }
  return rows;
}

/** Milliseconds of processor time per message. @param {{ clients: number, accounts?: number, channels?: string }} load @param {number} seconds */
async function cost({ clients, ...setting }, seconds) {
  const contestant = await product(setting);
  const subscribers = await Subscribers.open(contestant, clients);
  await wait(500);
  const { cpuShare } = await steady(contestant, subscribers, { perSecond: PER_SECOND, seconds });
  await subscribers.close();
  await contestant.stop();
  return (cpuShare / PER_SECOND) * 1000;
}
