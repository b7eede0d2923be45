import type { AccountLabel } from 'lighter-broadcaster-protocol/account';
import { type AccountCredential, readCredential } from './account-credential.js';
import { type AccountVariables, accountVariables, proxyVariables } from './account-variables.js';
import { type ProxyConfig, ProxyIds, parseProxy } from './proxy.js';
import type { Environment } from '../variable.js';

const DEFAULT_API_KEY_INDEX = 2;
/** Of a label, a group or a tag, in characters. */
export const LABEL_LENGTH = 40;
/** 255 means "all keys" in the exchange's queries. */
const MAX_API_KEY_INDEX = 254;

/** One account to follow. Accounts of one group (N) share its proxies. */
export interface AccountConfig {
  readonly index: number;
  /** `Lighter_{N}_{ID}` */
  readonly name: string;
  readonly group: number;
  readonly apiKeyIndex: number;
  readonly credential: AccountCredential;
  /** Its label and group by configuration, which the stored ones override; `null` when neither is set. */
  readonly label: AccountLabel | null;
  /** In the order of preference; empty means a direct connection. */
  readonly proxies: readonly ProxyConfig[];
}

/** The configured accounts, ordered by N; adds a line to `faults` for each unusable variable. */
export function readAccounts(env: Environment, faults: string[]): AccountConfig[] {
  const variables = accountVariables(env, faults);
  const proxies = readProxies(env, new Set(variables.map(({ group }) => group)), faults);
  const accounts = variables.flatMap((account) => {
    const index = readIndex(account, faults);
    const apiKeyIndex = readApiKeyIndex(account, faults);
    const credential = readCredential(account, index, faults);
    const label = readLabel(account, faults);
    const { name, group } = account;
    return index === null
      ? []
      : [{ index, name, group, apiKeyIndex, credential, label, proxies: proxies.get(group) ?? [] }];
  });
  refuseTwins(variables, faults);
  return accounts;
}

function readIndex({ name, fields }: AccountVariables, faults: string[]): number | null {
  const index = fields.get('Account_Index');
  if (index === undefined) {
    const set = [...fields.values()].map(({ variable }) => variable).join(', ');
    faults.push(`${name}_Account_Index must be set, because ${set} is`);
    return null;
  }
  if (/^\d{1,15}$/.test(index.value)) return Number(index.value);
  faults.push(`${index.variable} must be a whole number`);
  return null;
}

function readApiKeyIndex({ fields }: AccountVariables, faults: string[]): number {
  const index = fields.get('API_KEY_Index');
  if (index === undefined) return DEFAULT_API_KEY_INDEX;
  if (/^\d{1,3}$/.test(index.value) && Number(index.value) <= MAX_API_KEY_INDEX) return Number(index.value);
  faults.push(`${index.variable} must be a whole number from 0 to ${MAX_API_KEY_INDEX}`);
  return DEFAULT_API_KEY_INDEX;
}

function readLabel({ fields }: AccountVariables, faults: string[]): AccountLabel | null {
  const [label, group] = (['LABEL', 'GROUP'] as const).map((field) => {
    const { variable, value } = fields.get(field) ?? {};
    if (value !== undefined && value.length > LABEL_LENGTH)
      faults.push(`${variable} must have at most ${LABEL_LENGTH} characters`);
    return value ?? null;
  });
  return label || group ? { label: label ?? null, group: group ?? null, tags: [] } : null;
}

function refuseTwins(accounts: readonly AccountVariables[], faults: string[]): void {
  const first = new Map<number, string>();
  for (const { fields } of accounts) {
    const index = fields.get('Account_Index');
    if (index === undefined || !/^\d{1,15}$/.test(index.value)) continue;
    const twin = first.get(Number(index.value));
    if (twin !== undefined) faults.push(`${index.variable} names the same account as ${twin}`);
    else first.set(Number(index.value), index.variable);
  }
}

function readProxies(
  env: Environment,
  groups: ReadonlySet<number>,
  faults: string[],
): Map<number, ProxyConfig[]> {
  const ids = new ProxyIds();
  const proxies = new Map<number, ProxyConfig[]>();
  for (const { group, variable, value } of proxyVariables(env)) {
    const proxy = parseProxy(value);
    if (!groups.has(group))
      faults.push(`${variable} belongs to no account: no Lighter_${group}_{ID}_Account_Index is set`);
    if (proxy !== null) proxies.set(group, [...(proxies.get(group) ?? []), ids.identify(proxy)]);
    else
      faults.push(
        `${variable} must be one proxy, read in one way only: scheme://[user:pass@]host:port with % encoding (http, https, socks4, socks5, socks5h), host:port:user:pass, user:pass:host:port or host:port@user:pass`,
      );
  }
  return proxies;
}
