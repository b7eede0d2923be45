/** Name of the network behind an address of the exchange: `mainnet`, `testnet`, else the host itself. */
export function networkName(baseUrl: string): string {
  const { hostname, host } = new URL(baseUrl);
  const official = /^(\w+)\.zklighter\.elliot\.ai$/.exec(hostname);
  return official?.[1] ?? host;
}
