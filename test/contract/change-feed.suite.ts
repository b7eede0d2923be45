import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import type { ChangeFeed } from '../../src/state/change-feed.port.js';
import type { Change } from '../../src/state/change.js';
import { until } from '../support/until.js';

/**
 * A feed with the accounts 7 and 3, configured in this order, without trades, and with the incident `before`; it has
 * caught up with its source.
 */
export interface ChangeFeedBench {
  feed: ChangeFeed;
  /** Causes a change of the account: a new trade. */
  trade(accountIndex: number, tradeId: number): void;
  /** Causes a change of the list of incidents: a new one. */
  incident(incidentId: string): void;
  close(): Promise<void>;
}

/** What every change feed must do. */
export function changeFeedSuite(makeBench: () => Promise<ChangeFeedBench>): void {
  let bench: ChangeFeedBench;
  let feed: ChangeFeed;
  beforeEach(async () => {
    bench = await makeBench();
    feed = bench.feed;
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await bench.close();
  });

  const tradesOf = (index: number): string[] =>
    (feed.account(index)?.trades ?? []).map(({ trade_id }) => trade_id);
  const incidentIds = (): string[] => feed.incidents().map(({ incident_id }) => incident_id);

  /** Changes of three streams, in turn. */
  const changeAll = async (): Promise<void> => {
    for (const id of [1, 2, 3]) {
      bench.trade(7, id);
      bench.trade(3, id);
      bench.incident(`incident-${id}`);
    }
    await until(
      () => tradesOf(7).length === 3 && tradesOf(3).length === 3 && incidentIds().includes('incident-3'),
    );
  };

  it('knows the configured accounts in their order, and no other', () => {
    expect(feed.accountIndexes()).toEqual([7, 3]);
    expect([7, 3].map((index) => feed.account(index)?.account_index)).toEqual([7, 3]);
    expect(feed.account(9)).toBeUndefined();
    expect(feed.market(9)).toBeUndefined();
    expect(feed.positionOf('account/9')).toEqual({ epoch: feed.epoch, seq: 0 });
  });

  it('counts each change by one, in its stream and overall, within one epoch', async () => {
    const streams = ['account/7', 'account/3', 'incidents'] as const;
    const before = new Map(streams.map((stream) => [stream, feed.positionOf(stream).seq]));
    const { epoch, total } = feed;
    const changes: Change[] = [];
    feed.subscribe('the test', (change) => changes.push(change));
    await changeAll();
    expect(changes.map((change) => change.total)).toEqual(changes.map((_, place) => total + place + 1));
    expect(new Set(changes.map((change) => change.epoch))).toEqual(new Set([epoch]));
    expect(feed.total).toBe(total + changes.length);
    for (const stream of streams) {
      const start = before.get(stream)!;
      const seqs = changes.filter((change) => change.stream === stream).map(({ seq }) => seq);
      expect(seqs).toEqual([start + 1, start + 2, start + 3]);
      expect(feed.positionOf(stream)).toEqual({ epoch, seq: start + 3 });
    }
  });

  it('shows a sink exactly the state after the change that it receives', async () => {
    const replayed = new Map<number, AccountState>([7, 3].map((index) => [index, feed.account(index)!]));
    const differences: unknown[] = [];
    const compare = (seen: unknown, expected: unknown): void => {
      if (JSON.stringify(seen) !== JSON.stringify(expected)) differences.push({ seen, expected });
    };
    let checked = 0;
    feed.subscribe('the test', (change) => {
      checked++;
      compare(feed.total, change.total);
      compare(feed.positionOf(change.stream), { epoch: change.epoch, seq: change.seq });
      if (change.entity === 'incident') compare(incidentIds()[0], change.upsert[0]?.incident_id);
      if (change.entity !== 'account') return;
      const index = change.account_index;
      replayed.set(index, applyDelta(replayed.get(index)!, change.delta));
      compare(feed.account(index), replayed.get(index));
    });
    await changeAll();
    expect(checked).toBeGreaterThanOrEqual(9);
    expect(differences).toEqual([]);
  });

  it('delivers a change to every sink before the next change', async () => {
    const seen: [string, number][] = [];
    for (const name of ['first', 'second']) feed.subscribe(name, ({ total }) => seen.push([name, total]));
    const { total } = feed;
    await changeAll();
    const totals = Array.from({ length: feed.total - total }, (_, place) => total + place + 1);
    expect(seen).toEqual(
      totals.flatMap((each) => [
        ['first', each],
        ['second', each],
      ]),
    );
  });

  it('serves the other sinks when one throws, and logs only its first failure', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const seen: number[] = [];
    let thrown = 0;
    feed.subscribe('the faulty sink', () => {
      thrown++;
      throw new Error('a defect');
    });
    feed.subscribe('the sound sink', ({ total }) => seen.push(total));
    await changeAll();
    expect(seen.length).toBeGreaterThanOrEqual(9);
    expect(thrown).toBe(seen.length);
    expect(error.mock.calls.filter(([text]) => String(text).includes('the faulty sink'))).toHaveLength(1);
  });

  it('delivers nothing more to a sink that unsubscribed, and all to the others', async () => {
    const seen = { leaving: 0, staying: 0 };
    const unsubscribe = feed.subscribe('leaving', () => {
      seen.leaving++;
      unsubscribe();
    });
    feed.subscribe('staying', () => seen.staying++);
    await changeAll();
    expect(seen.leaving).toBe(1);
    expect(seen.staying).toBeGreaterThanOrEqual(9);
  });

  it('lists incidents newest first', async () => {
    await changeAll();
    expect(incidentIds()).toEqual(['incident-3', 'incident-2', 'incident-1', 'before']);
  });
}
