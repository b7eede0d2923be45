import { Market, MARKETS } from './market.js';
import { Position } from './position.js';

const eth = MARKETS.find(({ id }) => id === 0);
if (!eth) throw new Error('no market 0');

/** Sizes in units of 0.0001, prices in cents, quotes in millionths: 1.0000 at 2000.00 costs 2000.000000. */
function openPosition(): { market: Market; position: Position } {
  const market = new Market(eth as NonNullable<typeof eth>);
  return { market, position: new Position(market) };
}

describe('Position', () => {
  it('averages the entry price over additions', () => {
    const { position } = openPosition();
    expect(position.apply(10_000n, 200_000n)).toBe(0n);
    expect(position.apply(10_000n, 210_000n)).toBe(0n);
    expect(position.averageEntry).toBe(205_000n);
  });

  it('realizes the closed part against the average entry', () => {
    const { market, position } = openPosition();
    position.apply(-20_000n, 200_000n);
    expect(position.apply(5_000n, 190_000n)).toBe(50_000_000n);
    expect(position.size).toBe(-15_000n);
    market.setMark(180_000n);
    expect(position.unrealizedPnl).toBe(300_000_000n);
  });

  it('opens the other side with the remainder when it flips', () => {
    const { position } = openPosition();
    position.apply(10_000n, 200_000n);
    expect(position.apply(-30_000n, 220_000n)).toBe(200_000_000n);
    expect(position.size).toBe(-20_000n);
    expect(position.averageEntry).toBe(220_000n);
    expect(position.realizedPnl).toBe(200_000_000n);
  });

  it('is empty after a full close', () => {
    const { position } = openPosition();
    position.apply(3n, 200_001n);
    position.apply(-1n, 210_007n);
    position.apply(-2n, 190_003n);
    expect([position.size, position.entryQuote, position.unrealizedPnl]).toEqual([0n, 0n, 0n]);
    expect(position.realizedPnl).toBe(210_007n + 2n * 190_003n - 3n * 200_001n);
  });
});
