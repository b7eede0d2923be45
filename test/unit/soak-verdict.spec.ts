import { verdict } from '../../bench/soak/verdict.mjs';

type Seen = Parameters<typeof verdict>[0];
type Sample = Seen['samples']['product'][number];

const MB = 1e6;
const PAIR_TRADES = 'the same in the history of the restarting collector';
const FRONTEND_MEMORY = 'frontend: memory held after a collection';
const SLOW_READERS = 'slow readers conflated, closed with 4008';

function sample(over: Partial<Sample> = {}): Sample {
  return {
    ...{
      at: 0,
      clients: 10,
      rss: 200 * MB,
      handles: 40,
      cpu: 0,
      lag: 0,
      longest: 0,
      slowClosed: 4,
      conflated: 6,
    },
    ...{ held: 60 * MB, ...over },
  };
}

function good(): Seen {
  return {
    made: ['1 a', '1 b', '2 a'],
    stored: ['2 a', '1 a', '1 b'],
    storedByPair: ['1 a', '2 a', '1 b'],
    states: { compared: 30, slow: 3, differing: [] },
    copies: { compared: 9, differing: [] },
    disagreements: [],
    done: { floods: 3, unended: 0 },
    stalls: {
      product: [{ ms: 900, ownMs: 150, ranMs: 120, gcMs: 0, fullMs: 0, calls: {} }],
      collector: [],
      frontend: [],
    },
    tally: { slow: { ended: 5, resumed: 4, anew: 1 } },
    samples: run(),
    ...{ alone: sample({ clients: 0 }), left: sample({ clients: 0 }) },
    ...{ absent: 0, losses: [], openGaps: [], faults: [], exits: [0, 0] },
  };
}

/** Samples of a run. */
function run(over: (at: number) => Partial<Sample> = () => ({}), whose = 'product'): Seen['samples'] {
  const flat = Array.from({ length: 9 }, () => sample());
  const special = Array.from({ length: 9 }, (_, at) => sample(over(at)));
  return { product: flat, frontend: flat, [whose]: special };
}

/** Samples of a run in which this value grows. */
const growing = (figure: 'held' | 'rss' | 'handles', by: number, whose?: string): Seen['samples'] =>
  run((at) => ({ [figure]: sample()[figure] + at * by }), whose);

describe('the verdict of a soak', () => {
  it('is good when every criterion holds', () => {
    expect(verdict(good(), true).filter(({ holds }) => !holds)).toEqual([]);
  });

  it.each<[string, Partial<Seen>, string]>([
    ['a trade is lost', { stored: ['1 a', '1 b'] }, 'trades lost, unknown or duplicated'],
    [
      'a trade is stored twice',
      { stored: ['1 a', '1 b', '2 a', '2 a'] },
      'trades lost, unknown or duplicated',
    ],
    [
      'a trade was never made',
      { stored: ['1 a', '1 b', '2 a', '2 c'] },
      'trades lost, unknown or duplicated',
    ],
    ['a gap stays open', { openGaps: ['281001'] }, 'gaps left open'],
    ['a client does not reconnect', { absent: 1 }, 'clients that did not reconnect'],
    [
      'a copy differs',
      { states: { compared: 30, slow: 3, differing: ['x'] } },
      'copies that differ from the server’s state',
    ],
    ['a client loses a change', { losses: ['x'] }, 'losses reported by clients'],
    ['no reader was slow enough to be closed', { samples: run(() => ({ slowClosed: 0 })) }, SLOW_READERS],
    ['no reader was slow enough to be conflated', { samples: run(() => ({ conflated: 0 })) }, SLOW_READERS],
    [
      'a slow reader that was closed has nothing since',
      { tally: { slow: { ended: 5, resumed: 3, anew: 1 } } },
      'connections of slow readers closed, and neither resumed nor restarted',
    ],
    ['memory is kept', { samples: growing('held', 8 * MB) }, 'memory held after a collection'],
    ['resident memory grows', { samples: growing('rss', 50 * MB) }, 'resident memory'],
    ['handles are kept', { samples: growing('handles', 6) }, 'handles beside the clients’'],
    [
      'clients leave handles',
      { left: sample({ clients: 0, handles: 60 }) },
      'handles before clients connected, after they left',
    ],
    ['an error was logged', { faults: ['x'] }, 'lines on stderr or of level error'],
    ['one had to be killed', { exits: [0, 'SIGKILL'] }, 'exit codes of orderly stops'],
    [
      'nothing was sampled',
      { samples: { product: [], frontend: [] } },
      'frontend: memory held after a collection',
    ],
    ['the second store lacks a trade', { storedByPair: ['1 a', '1 b'] }, PAIR_TRADES],
    [
      'a copy of the frontend’s differs',
      { copies: { compared: 9, differing: ['x'] } },
      'copies that differ from the frontend’s state',
    ],
    [
      'the frontend differs from its collector',
      { disagreements: ['281001'] },
      'accounts that differ between the frontend and its collector',
    ],
    ['a flood goes on', { done: { floods: 3, unended: 1 } }, 'floods of pings that the service did not end'],
    ['the frontend keeps memory', { samples: growing('held', 8 * MB, 'frontend') }, FRONTEND_MEMORY],
    [
      'the event loop was held up',
      {
        stalls: {
          ...good().stalls,
          product: [{ ms: 210, ownMs: 205, ranMs: 10, gcMs: 0, fullMs: 0, calls: {} }],
        },
      },
      'event loop stalls caused by the product',
    ],
  ])('is bad when %s', (_, wrong, what) => {
    const failing = verdict({ ...good(), ...wrong }, true).filter(({ holds }) => !holds);
    expect(failing.map((check) => check.what)).toContain(what);
  });

  it('requires no slow reader in a run of a few seconds', () => {
    const none = { samples: run(() => ({ slowClosed: 0, conflated: 0 })) };
    expect(verdict({ ...good(), ...none }, false).filter(({ holds }) => !holds)).toEqual([]);
  });
});
