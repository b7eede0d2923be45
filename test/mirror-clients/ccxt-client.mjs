// ccxt unmodified, by its configuration alone.
import ccxt from 'ccxt';
import { settings } from './report.mjs';

const { url, wsUrl, account, token, headers } = settings;

export const exchange = new ccxt.pro.lighter({
  urls: { api: { root: url, public: url, private: url, ws: wsUrl } },
  headers,
  enableRateLimit: false,
  options: {
    accountIndex: account,
    apiKeyIndex: 4,
    ws: { options: { headers } },
    auths: { [account]: { 4: { signer: {}, token, deadline: 9_999_999_999 } } },
  },
});
// ccxt demands this before it opens a socket without TLS.
await exchange.loadHttpProxyAgent();
