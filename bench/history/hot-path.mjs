// Cost of recording for the serving thread: delay of its event loop with and without the recorder, under the same changes.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { built } from '../support/built.mjs';
import { clock, dropFolder, newFolder, openSqlite } from './stores.mjs';

const { HistoryRecorder } = await built('history/recording/history.recorder');
const { StoreRowSink } = await built('history/recording/store-row-sink');

const CHANGES_PER_SECOND = 1_000;
const TICK_MS = 10;
/** Text as long as a trade of the exchange. */
const TEXT = JSON.stringify({ trade: 'x'.repeat(900) });

/** @param {number} seconds */
export async function measureHotPath(seconds) {
  const without = await run(seconds, () => undefined);
  const folder = newFolder();
  const store = await openSqlite(folder);
  const feed = new Feed();
  const texts = { texts: () => undefined };
  const incidents = { report: () => undefined };
  const sink = new StoreRowSink(store, clock, incidents);
  const options = { records: true, snapshotIntervalMs: 1_000 };
  const recorder = new HistoryRecorder(sink, store, feed, texts, clock, options);
  await recorder.onModuleInit();
  const recorded = await run(seconds, (change, cause) => feed.sink(change, cause));
  await recorder.beforeApplicationShutdown();
  await store.close();
  dropFolder(folder);
  return { without, with: recorded };
}

/** The part of a change feed that the recorder uses. */
class Feed {
  /** @type {(change: object, cause: object) => void} */
  sink = () => undefined;

  /** @param {string} _ @param {(change: object, cause: object) => void} sink */
  subscribe(_, sink) {
    this.sink = sink;
    return () => undefined;
  }

  accountIndexes() {
    return [7];
  }

  account() {
    return { account_index: 7, summary: null, positions: [], orders: [] };
  }

  market() {
    return { symbol: 'ETH' };
  }

  positionOf() {
    return { epoch: 'bench', seq: 0 };
  }
}

/** @param {number} seconds @param {(change: object, cause: object) => void} record */
async function run(seconds, record) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let seq = 0;
  let spent = 0;
  delay.enable();
  const timer = setInterval(() => {
    const began = performance.now();
    for (let i = 0; i < (CHANGES_PER_SECOND * TICK_MS) / 1_000; i += 1) record(...change((seq += 1)));
    spent += performance.now() - began;
  }, TICK_MS);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  clearInterval(timer);
  delay.disable();
  const ms = /** @param {number} share */ (share) => delay.percentile(share) / 1e6;
  return { p50_ms: ms(50), p99_ms: ms(99), us_per_change: (spent * 1_000) / seq };
}

/** A change and the update that caused it. @param {number} seq @returns {[object, object]} */
function change(seq) {
  const order = {
    order_id: String(seq),
    market_id: 0,
    symbol: 'ETH',
    status: 'open',
    price: '2500.10',
    transaction_time: seq,
  };
  const trade = {
    trade_id: String(seq),
    market_id: 0,
    symbol: 'ETH',
    price: '2500.10',
    size: '0.1',
    usd_amount: '250.01',
    timestamp: seq,
  };
  const cause = { type: 'trades', rows: [{ entity: trade, text: TEXT }] };
  const ended = { ...order, status: 'filled', filled_base_amount: '0.1' };
  const delta = { orders: { upsert: [ended], remove: [order.order_id] }, trades: { upsert: [trade] } };
  const ts = { exchange: seq, received: seq };
  return [{ entity: 'account', kind: 'change', account_index: 7, epoch: 'bench', seq, ts, delta }, cause];
}
