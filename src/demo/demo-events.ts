import type { Clock, Timer } from '../clock/clock.js';
import type { Simulator } from '../simulator/simulator.js';
import { DESK } from './demo-desk.js';

const FILL_EVERY_MS = 40_000;
const OUTAGE_EVERY_MS = 15 * 60_000;
/** In USDC. */
const FILLS = [9_000, 14_000, 22_000, 6_500];

/** Now and then something happens that is worth a look: a large fill, and a connection that is lost for a moment. */
export class DemoEvents {
  private readonly timers: Timer[];
  private fills = 0;
  private outages = 0;

  constructor(
    private readonly simulator: Simulator,
    clock: Clock,
  ) {
    // One answer that fails, so that the list of incidents shows how one looks.
    simulator.faults.rest('account', { status: 500 }, 1);
    this.timers = [
      clock.every(FILL_EVERY_MS, () => this.fill()),
      clock.every(OUTAGE_EVERY_MS, () => this.loseConnection()),
    ];
  }

  stop(): void {
    for (const timer of this.timers) timer.cancel();
  }

  /** The accounts in turn, but never the last one, which is near liquidation. */
  private fill(): void {
    const { exchange } = this.simulator;
    const place = this.fills % (DESK.length - 1);
    const [marketId = 0] = DESK[place]!.holdings[0] ?? [];
    const market = exchange.market(marketId);
    const value = FILLS[this.fills % FILLS.length]!;
    const side = Math.floor(this.fills / DESK.length) % 2 === 0 ? 'buy' : 'sell';
    this.fills += 1;
    const price = Number(market.mark) / 10 ** market.spec.priceDecimals;
    const size = (value / price).toFixed(market.spec.sizeDecimals);
    exchange.trade(exchange.accounts[place]!.index, marketId, side, size);
  }

  private loseConnection(): void {
    const { sessions } = this.simulator;
    sessions[this.outages % Math.max(1, sessions.length)]?.end();
    this.outages += 1;
  }
}
