// Has ccxt place orders, by REST and by its socket.
import { pathToFileURL } from 'node:url';
import { exchange } from './ccxt-client.mjs';
import { print, report, settings } from './report.mjs';

const ETH = 'ETH/USDC:USDC';

export async function orderCalls() {
  // The signing library is a binary of the exchange; these stand in for it, since no signature is ever checked here.
  exchange.loadAccount = () => ({});
  exchange.lighterSignCreateOrder = () => ['14', `{"AccountIndex":${settings.account},"Sig":"of ccxt"}`];
  exchange.fetchNonce = () => 1;
  await report('createOrder', () => exchange.createOrder(ETH, 'limit', 'buy', 1, 1000));
  await report('createOrderWs', () => exchange.createOrderWs(ETH, 'limit', 'buy', 1, 1000));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await orderCalls();
  await exchange.close();
  print({ name: 'done' });
  process.exit(0);
}
