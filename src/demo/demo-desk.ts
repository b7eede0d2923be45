import type { Exchange } from '../simulator/exchange/exchange.js';

/** A position that an account holds throughout: market id, and its value in USDC, negative when short. */
type Holding = readonly [market: number, value: number];

interface DemoAccount {
  /** `Lighter_{N}_{id}` is its configured name. */
  id: string;
  label: string;
  group: string;
  /** In USDC. */
  equity: number;
  holdings: readonly Holding[];
}

const [ETH, BTC, SOL, CRV] = [0, 1, 2, 36];

/** A desk as a trader would run one. The last account is leveraged so that it is near liquidation. */
export const DESK: readonly DemoAccount[] = [
  {
    id: 'atlas',
    label: 'Atlas maker',
    group: 'Market making',
    equity: 250_000,
    holdings: [
      [ETH, 160_000],
      [BTC, -150_000],
    ],
  },
  {
    id: 'boreal',
    label: 'Boreal maker',
    group: 'Market making',
    equity: 120_000,
    holdings: [
      [SOL, 85_000],
      [CRV, -38_000],
    ],
  },
  { id: 'carry1', label: 'Carry BTC', group: 'Funding carry', equity: 180_000, holdings: [[BTC, -310_000]] },
  { id: 'carry2', label: 'Carry ETH', group: 'Funding carry', equity: 90_000, holdings: [[ETH, -140_000]] },
  { id: 'trend1', label: 'Trend fast', group: 'Momentum', equity: 60_000, holdings: [[SOL, 190_000]] },
  {
    id: 'trend2',
    label: 'Trend slow',
    group: 'Momentum',
    equity: 35_000,
    holdings: [
      [BTC, 130_000],
      [ETH, 45_000],
    ],
  },
  {
    id: 'hedge',
    label: 'Basis hedge',
    group: 'Hedges',
    equity: 75_000,
    holdings: [
      [ETH, 62_000],
      [SOL, -54_000],
    ],
  },
  { id: 'beta', label: 'High beta', group: 'Momentum', equity: 20_000, holdings: [[SOL, 60_000]] },
];

/** Distance of its mark to liquidation at which the last account ends up, as a share. */
const NEAR = 0.042;
const MICRO = 1_000_000n;

/** Funds the accounts and opens what they hold. The funding is no transfer: it lies before the recorded past. */
export function openDesk(exchange: Exchange): void {
  for (const [at, { equity, holdings }] of DESK.entries()) {
    const account = exchange.accounts[at]!;
    account.deposit(BigInt(equity) * MICRO - account.collateral);
    for (const [market, value] of holdings) hold(exchange, account.index, market, value);
  }
}

/** Adds to the last account's position until it is near liquidation. */
export function leverLast(exchange: Exchange): void {
  const account = exchange.accounts[DESK.length - 1]!;
  const market = exchange.market(SOL);
  const position = account.position(market);
  const maintenance = Number(position.maintenanceRequirement) / Number(position.value);
  const wanted = Number(account.portfolioValue) / (NEAR + maintenance);
  hold(exchange, account.index, SOL, (wanted - Number(position.value)) / 1e6);
}

/** Trades for so many USDC at the mark; sells when negative. */
function hold(exchange: Exchange, index: number, marketId: number, value: number): void {
  const market = exchange.market(marketId);
  const { sizeDecimals, priceDecimals } = market.spec;
  const size = Math.abs(value) / (Number(market.mark) / 10 ** priceDecimals);
  exchange.trade(index, marketId, value < 0 ? 'sell' : 'buy', size.toFixed(sizeDecimals));
}
