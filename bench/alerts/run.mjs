// What rules cost: the state under 500 accounts × 10 updates a second, with and without 50 rules, block by block in one run.
import { built } from '../support/built.mjs';
import { addLines } from '../support/lines.mjs';

const { StateStore } = await built('state/state.store');
const { ExchangeClock } = await built('clock/exchange-clock');
const { LoopMonitor } = await built('clock/loop-monitor');
const { SystemClock } = await built('clock/system-clock');
const { AlertService } = await built('alerts/alert-service');
const { readRule } = await built('alerts/rules/read-rule');

const ACCOUNTS = 500;
const UPDATES_PER_SECOND = 10;
const MARKETS = 5;
const RULES = 50;
/** Updates that arrive in one turn of the event loop. */
const TURN = 50;
/** Simulated seconds per block. */
const BLOCK_S = 4;
const AIM = 0.03;

/** Rules of every kind that a change of an account can concern, most of them about a group of accounts or a market. */
const KINDS = [
  ...[
    { kind: 'liquidation-distance', threshold: 5 },
    { kind: 'margin-usage', threshold: 90 },
  ],
  ...[{ kind: 'equity-below', threshold: 100 }, { kind: 'drawdown', threshold: 50 }, { kind: 'stale' }],
  ...[
    { kind: 'fill', scope: { accounts: [7] } },
    { kind: 'liquidation' },
    { kind: 'pnl-day-below', threshold: -1e9 },
  ],
  ...[{ kind: 'order-refused' }, { kind: 'position-closed' }],
];
const rules = Array.from({ length: RULES }, (_, at) =>
  readRule({ id: `rule-${at}`, ...KINDS[at % KINDS.length] }, 'api'),
);

const rounds = Number(
  process.argv.includes('--rounds') ? process.argv[process.argv.indexOf('--rounds') + 1] : 12,
);
const [without, withRules] = [await setUp([]), await setUp(rules)];
/** @type {{ without: number[], with: number[] }} */
const cpu = { without: [], with: [] };
// The first blocks compile and are not counted.
for (let round = -2; round < rounds; round += 1) {
  const [a, b] = [await block(without), await block(withRules)];
  if (round < 0) continue;
  cpu.without.push(a);
  cpu.with.push(b);
}
const [base, total] = [median(cpu.without), median(cpu.with)];
const more = median(cpu.with.map((value, at) => value - (cpu.without[at] ?? 0)));
const percent = (/** @type {number} */ value) => `${(value * 100).toFixed(2)} %`;
console.log(
  `${ACCOUNTS} accounts × ${UPDATES_PER_SECOND} updates/s, ${RULES} rules, ${rounds} interleaved blocks of ${BLOCK_S} s`,
);
console.log(
  `without: ${percent(base)} of a core, with: ${percent(total)}, more: ${percent(more)} (aim: at most ${percent(AIM)})`,
);
await addLines([
  {
    ...{
      what: `${ACCOUNTS} accounts × ${UPDATES_PER_SECOND} updates/s with ${RULES} rules`,
      measured: `${percent(total)} of a core`,
    },
    ...{ floor: 'without rules', beside: `${percent(base)} of a core`, ratio: total / base },
  },
]);
process.exit(more <= AIM ? 0 : 1);

/** @param {object[]} inForce */
async function setUp(inForce) {
  const clock = new SystemClock();
  const accounts = Array.from({ length: ACCOUNTS }, (_, at) => ({ index: at, name: `account ${at}` }));
  const monitor = new LoopMonitor(clock);
  const store = new StateStore(
    clock,
    { accounts, cacheTtlMs: 60_000, tradesKept: 50 },
    monitor,
    new ExchangeClock(clock),
  );
  store.onModuleInit();
  const ingest = { apply: (/** @type {object} */ update) => store.apply(update) };
  if (inForce.length > 0) {
    const service = new AlertService(
      ...[store, ingest, clock, { history: { enabled: true }, alerts: { zone: 'UTC' } }],
      { load: async () => ({ alerts: [], notes: {} }) },
      { resume: () => undefined, take: () => undefined, tick: () => undefined },
      { load: async () => undefined, list: () => inForce, get: () => undefined, onChange: () => undefined },
      { status: () => ({ lag_seconds: 0, faults: [] }) },
    );
    service.onModuleInit();
    await service.onApplicationBootstrap();
  }
  const place = { store, clock, count: 0 };
  // Everything is fresh, as it is while the exchange is followed.
  for (const { index } of accounts) {
    const own = { account_index: index, arrival: arrivalOf(place), mode: 'snapshot', rows: [] };
    for (const type of ['orders', 'trades']) store.apply({ type, ...own });
  }
  return place;
}

/**
 * @param {{ store: { apply(update: object): void }, clock: { wallNow(): number, monotonic(): number }, count: number }} place
 * @returns {Promise<number>} CPU seconds per simulated second
 */
async function block(place) {
  const updates = ACCOUNTS * UPDATES_PER_SECOND * BLOCK_S;
  const before = process.cpuUsage();
  for (let done = 0; done < updates; done += TURN) {
    if (done % (ACCOUNTS * UPDATES_PER_SECOND) === 0) place.store.apply(marksOf(place));
    for (let at = 0; at < TURN; at += 1) place.store.apply(updateOf(place));
    // A turn for timers and one for what they schedule.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / BLOCK_S;
}

function arrivalOf(/** @type {any} */ { clock }) {
  const at = clock.wallNow();
  return { source: 'stream', received_at: at, received_mono: clock.monotonic(), exchange_at: at };
}

/** New marks once a second. */
function marksOf(/** @type {any} */ place) {
  const rows = Array.from({ length: MARKETS }, (_, market_id) => {
    const price = `${100 + (place.count % 7)}.${market_id}`;
    const stats = { mark_price: price, index_price: price, last_trade_price: price, mid_price: price };
    return { market_id, symbol: `M${market_id}`, stats };
  });
  return { type: 'market-stats', arrival: arrivalOf(place), rows };
}

/** Of ten updates six move the money, three the positions, and one is a fill. */
function updateOf(/** @type {any} */ place) {
  const count = place.count++;
  const account_index = count % ACCOUNTS;
  const arrival = arrivalOf(place);
  const step = Math.floor(count / ACCOUNTS) % 10;
  if (step < 6)
    return {
      type: 'summary',
      account_index,
      arrival,
      fields: {
        total_asset_value: `${10_000 + (count % 997)}.123456`,
        margin_usage: `${10 + (count % 50)}.55`,
      },
    };
  if (step < 9)
    return { type: 'positions', account_index, arrival, mode: 'snapshot', rows: positionsOf(count) };
  return { type: 'trades', account_index, arrival, rows: [tradeOf(count, arrival.received_at)] };
}

function positionsOf(/** @type {number} */ count) {
  return Array.from({ length: MARKETS }, (_, market_id) => ({
    text: '{}',
    version: count,
    entity: {
      ...{ market_id, symbol: `M${market_id}`, size: '1.5000', avg_entry_price: '100.00' },
      ...{
        position_value: '150.00',
        unrealized_pnl: `${count % 89}.12`,
        realized_pnl: '0',
        liquidation_price: '50.00',
      },
      ...{
        initial_margin_fraction: '5.00',
        margin_mode: 'cross',
        allocated_margin: '0',
        total_funding_paid_out: '0',
      },
      ...{ open_order_count: 0, pending_order_count: 0, position_tied_order_count: 0 },
    },
  }));
}

function tradeOf(/** @type {number} */ count, /** @type {number} */ at) {
  const entity = {
    ...{
      trade_id: String(count),
      market_id: 0,
      symbol: 'M0',
      side: 'buy',
      role: 'maker',
      type: 'trade',
      size: '0.1',
    },
    ...{ price: '100.00', usd_amount: '10.00', fee: '0', realized_pnl: '0.1', position_size_before: '1.5' },
    ...{
      order_id: '1',
      client_order_id: '1',
      tx_hash: '',
      block_height: 1,
      timestamp: at,
      transaction_time: at,
    },
  };
  return { entity, text: '{}', version: count };
}

function median(/** @type {number[]} */ values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
