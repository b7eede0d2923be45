import { MarketEvidence } from './market-evidence.js';
import type { MarketStreamUpdate } from './update.js';

const event = (
  mono: number,
  kind: MarketStreamUpdate['event'],
  probe_mono: number | null = null,
): MarketStreamUpdate => ({
  type: 'market-stream',
  event: kind,
  at: mono,
  mono,
  probe_mono,
  reason: kind === 'lost' ? 'closed 1006' : null,
});

function setUp() {
  const evidence = new MarketEvidence(5_000);
  const fault = (now: number, market = 0) => {
    evidence.freeze();
    return evidence.fault(market, 'ETH', now);
  };
  return { evidence, fault };
}

describe('evidence of marks', () => {
  it('is a tick, for 30 s and the 10 s in which a snapshot would answer', () => {
    const { evidence, fault } = setUp();
    expect(fault(0)).toBe('no mark price of ETH yet');
    evidence.ticked(0, 1_000);
    expect(fault(40_999)).toBeNull();
    expect(fault(41_000)).toBe('no tick of ETH');
    expect(fault(1_000, 1)).toBe('no mark price of ETH yet');
  });

  it('is no snapshot without a readable row of the market', () => {
    const { evidence, fault } = setUp();
    evidence.ticked(0, 1_000);
    evidence.note(event(31_000, 'snapshot'));
    expect(fault(40_999)).toBeNull();
    expect(fault(41_000)).toBe('no tick of ETH');
  });

  it('lasts a TTL when the connection is lost, until a tick of the next one', () => {
    const { evidence, fault } = setUp();
    evidence.ticked(0, 1_000);
    evidence.note(event(2_000, 'lost'));
    evidence.note(event(3_000, 'lost'));
    expect(fault(6_999)).toBeNull();
    expect(fault(7_000)).toBe('market stream lost: closed 1006');
    evidence.note(event(8_000, 'snapshot'));
    expect(fault(8_000)).toBe('no tick of ETH');
    evidence.ticked(0, 8_000);
    expect(evidence.fault(0, 'ETH', 8_000)).toBe('no tick of ETH');
    expect(fault(8_000)).toBeNull();
  });

  it('counts after a held-up event loop only with the pong of a later ping', () => {
    const { evidence, fault } = setUp();
    evidence.ticked(0, 1_000);
    evidence.distrust(2_000);
    evidence.ticked(0, 2_100);
    evidence.note(event(2_200, 'alive', 1_900));
    expect(fault(2_300)).toContain('waiting for a pong');
    evidence.note(event(2_400, 'alive', 2_300));
    expect(fault(2_500)).toBeNull();
  });

  it('counts from the generation of marks on that it belongs to', () => {
    const { evidence, fault } = setUp();
    evidence.ticked(0, 1_000);
    expect(fault(1_000)).toBeNull();
    evidence.distrust(100_000);
    evidence.note(event(100_100, 'alive', 100_000));
    evidence.ticked(0, 100_100);
    expect(evidence.fault(0, 'ETH', 100_200)).toContain('waiting for a pong');
    expect(fault(100_200)).toBeNull();
  });

  it('is asked for when a held market is quiet for 30 s, at most once in 30 s', () => {
    const { evidence } = setUp();
    evidence.ticked(0, 1_000);
    evidence.ticked(1, 20_000);
    expect(evidence.shouldAsk([1], 31_000)).toBe(false);
    expect(evidence.shouldAsk([0, 1], 30_999)).toBe(false);
    expect(evidence.shouldAsk([0, 1], 31_000)).toBe(true);
    expect(evidence.shouldAsk([0, 1], 60_999)).toBe(false);
    expect(evidence.shouldAsk([0, 1], 61_000)).toBe(true);
    evidence.note(event(70_000, 'lost'));
    expect(evidence.shouldAsk([0, 1], 200_000)).toBe(false);
  });
});
