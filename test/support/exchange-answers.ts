import Big from 'big.js';
import type { Dashboard } from './dashboard.js';

/** Parts of exchange responses that tests compare with displayed values. */
interface WirePosition {
  symbol: string;
  sign: number;
  position: string;
  avg_entry_price: string;
  liquidation_price: string;
  position_value: string;
  unrealized_pnl: string;
  realized_pnl: string;
}
export interface WireAccount {
  accounts: {
    account_index: number;
    total_order_count: number;
    total_asset_value: string;
    cross_initial_margin_requirement: string;
    collateral: string;
    available_balance: string;
    positions: WirePosition[];
  }[];
}
export interface WireOrders {
  orders: { order_id: string; price: string; initial_base_amount: string; filled_base_amount: string }[];
}
export interface WireTrades {
  trades: { trade_id: number; size: string; price: string; usd_amount: string }[];
}
export interface WireFunding {
  position_fundings: object[];
}
interface WireRealized {
  trades: { timestamp: number; ask_account_id: number; ask_account_pnl: string; bid_account_pnl: string }[];
}

/** Realized PnL of all accounts since midnight, as reported by the exchange. */
export async function realizedToday(dashboard: Dashboard): Promise<Big> {
  const midnight = new Date().setHours(0, 0, 0, 0);
  let realized = new Big(0);
  for (const [place, account_index] of dashboard.indexes.entries()) {
    const path = `trades?account_index=${account_index}&sort_by=timestamp&limit=100`;
    for (const trade of (await dashboard.ask<WireRealized>(path, place)).trades) {
      if (trade.timestamp < midnight) continue;
      const sold = trade.ask_account_id === account_index;
      realized = realized.plus(sold ? trade.ask_account_pnl : trade.bid_account_pnl);
    }
  }
  return realized;
}
