/** The exchange's own hosts; any other host may be a mirror or a simulator of whichever network. */
const NETWORKS: Readonly<Record<string, string>> = {
  'mainnet.zklighter.elliot.ai': 'mainnet',
  'testnet.zklighter.elliot.ai': 'testnet',
  'api.rh.lighter.xyz': 'Robinhood mainnet',
  'api.rh-testnet.lighter.xyz': 'Robinhood testnet',
};

/** Network of a URL's host; `null` for any other host or an invalid URL. */
export function networkOf(url: string | null | undefined): string | null {
  const host = URL.parse(url ?? '')?.hostname ?? '';
  return NETWORKS[host] ?? null;
}
