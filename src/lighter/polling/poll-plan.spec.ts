import {
  duePolls,
  stretch,
  CONFIRMING_SHARE,
  type PollReadiness,
  type PollKind,
  type PollTask,
} from './poll-plan.js';

const NOW = 100_000;
const task = (accountIndex: number, kind: PollKind, askedAt: number | null, periodMs = 500): PollTask => {
  return { accountIndex, kind, askedAt, periodMs, notBefore: 0 };
};
const up: PollReadiness = { streamUp: true, free: true };
const down: PollReadiness = { streamUp: false, free: true };
const names = (tasks: PollTask[]): string[] =>
  tasks.map(({ accountIndex, kind }) => `${accountIndex} ${kind}`);

describe('the poll plan', () => {
  it('polls accounts without a stream first, then by the oldest request', () => {
    const tasks = [
      task(1, 'account', 10),
      task(2, 'account', 500),
      task(3, 'account', 400),
      task(3, 'orders', 300),
    ];
    expect(names(duePolls(tasks, (index) => (index === 1 ? up : down), NOW))).toEqual([
      '3 orders',
      '3 account',
      '2 account',
      '1 account',
    ]);
  });

  it('begins with the network, the markets and tasks that never ran', () => {
    const tasks = [
      task(1, 'limits', null),
      task(1, 'account', null),
      task(1, 'network', null),
      task(2, 'orders', 0),
    ];
    expect(names(duePolls(tasks, () => down, NOW))).toEqual([
      '1 network',
      '1 account',
      '1 limits',
      '2 orders',
    ]);
  });

  it('respects the period, the earliest time and a pending request', () => {
    const tasks = [
      task(1, 'account', NOW - 499),
      { ...task(2, 'account', null), notBefore: NOW + 1 },
      task(3, 'account', null),
      task(4, 'account', NOW - 500),
    ];
    const views = (index: number): PollReadiness => ({ streamUp: false, free: index !== 3 });
    expect(names(duePolls(tasks, views, NOW))).toEqual(['4 account']);
  });

  it('spends a little more than half while every stream is up, all otherwise', () => {
    expect(stretch([up, up])).toBe(1 / CONFIRMING_SHARE);
    expect(CONFIRMING_SHARE).toBeGreaterThan(0.5);
    expect(stretch([up, down])).toBe(1);
  });
});
