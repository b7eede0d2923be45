/** Network of an exchange address: `mainnet` or `testnet` for the official hosts, otherwise the host itself. */
export function networkName(baseUrl: string): string {
  const { hostname, host } = new URL(baseUrl);
  const official = /^(\w+)\.zklighter\.elliot\.ai$/.exec(hostname);
  return official?.[1] ?? host;
}
