// Runs the exchange's own TypeScript client unmodified, pointed at the exchange or at a mirror of it by its base path.
import './typescript-package.mjs';
import { print, report, settings } from './report.mjs';

const { url, account, token, headers, address } = settings;
const client = await import('zklighter-perps');
const configuration = new client.Configuration({ basePath: url, headers });
const accounts = new client.AccountApi(configuration);
const orders = new client.OrderApi(configuration);
const root = new client.RootApi(configuration);
const transactions = new client.TransactionApi(configuration);
// As hummingbot and nautilus do, in the query: the mirror knows this client by its header.
const auth = token;
const account_index = account;

await report('status', async () => (await root.status()).network_id);
await report('info', () => root.info());
await report('account by index', () => accounts.account({ by: 'index', value: String(account) }));
await report('account by address', () => accounts.account({ by: 'l1_address', value: address }));
await report('accountsByL1Address', () => accounts.accountsByL1Address({ l1_address: address }));
await report('apikeys', () => accounts.apikeys({ account_index, api_key_index: 255 }));
await report('nextNonce', () => transactions.nextNonce({ account_index, api_key_index: 4 }));
await report('orderBooks', () => orders.orderBooks({}));
await report('orderBookDetails', () => orders.orderBookDetails({}));
await report('assetDetails', () => orders.assetDetails({}));
await report('accountActiveOrders', () => orders.accountActiveOrders({ account_index, auth }));
await report('accountInactiveOrders', () => orders.accountInactiveOrders({ account_index, limit: 20, auth }));
await report('trades', () => orders.trades({ account_index, sort_by: 'trade_id', limit: 20, auth }));
await report('accountLimits', () => accounts.accountLimits({ account_index, auth }));
await report('positionFunding', () => accounts.positionFunding({ account_index, limit: 20, auth }));
print({ name: 'done' });
