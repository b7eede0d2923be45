// Runs ccxt unmodified, pointed at the exchange or at a mirror of it by its configuration alone.
import { exchange } from './ccxt-client.mjs';
import { orderCalls } from './ccxt-orders.mjs';
import { nextLine, print, report, settings } from './report.mjs';

const CRV = 'CRV/USDC:USDC';
const ETH = 'ETH/USDC:USDC';
await report('loadMarkets', async () => Object.keys(await exchange.loadMarkets()).sort());
await report('fetchStatus', async () => (await exchange.fetchStatus()).status);
await report('fetchTime', async () => typeof (await exchange.fetchTime()));
await report('fetchTickers', async () => Object.keys(await exchange.fetchTickers()).sort());
await report('fetchOrderBook', async () => (await exchange.fetchOrderBook(ETH, 5)).bids);
await report('fetchOHLCV', async () => (await exchange.fetchOHLCV(ETH, '1m', undefined, 3)).length);
await report('fetchBalance', () => exchange.fetchBalance());
await report('fetchBalance spot', () => exchange.fetchBalance({ type: 'spot' }));
await report('fetchAccounts', () => exchange.fetchAccounts());
await report('fetchPositions', () => exchange.fetchPositions());
await report('fetchOpenOrders CRV', () => exchange.fetchOpenOrders(CRV));
await report('fetchOpenOrders ETH', () => exchange.fetchOpenOrders(ETH));
await report('fetchOpenOrders BTC', () => exchange.fetchOpenOrders('BTC/USDC:USDC'));
await report('fetchClosedOrders', () => exchange.fetchClosedOrders(ETH, undefined, 20));
await report('fetchMyTrades', () => exchange.fetchMyTrades(undefined, undefined, 20));

const watched = [
  report('watchBalance', () => exchange.watchBalance()),
  report('watchBalance spot', () => exchange.watchBalance({ type: 'spot' })),
  report('watchTicker', () => exchange.watchTicker(ETH)),
  report('watchTickers', async () => Object.keys(await exchange.watchTickers([ETH, CRV]))),
  report('watchOrderBook', async () => (await exchange.watchOrderBook(ETH)).bids.length > 0),
  report('watchTrades', () => exchange.watchTrades(ETH)),
  report('watchOrders', () => exchange.watchOrders()),
  report('watchOrders ETH', () => exchange.watchOrders(ETH)),
  report('watchMyTrades', () => exchange.watchMyTrades()),
];
await new Promise((resolve) => setTimeout(resolve, settings.settleMs));
print({ name: 'watching' });
await nextLine();
await Promise.all(watched);
await report('unWatchOrders', async () => (await exchange.unWatchOrders(), true));

await orderCalls();
await exchange.close();
print({ name: 'done' });
process.exit(0);
