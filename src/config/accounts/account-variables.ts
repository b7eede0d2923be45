import { type Environment, type VariableDoc, valueOf } from '../variable.js';

export const ACCOUNT_FIELDS = [
  'Account_Index',
  'API_KEY_Index',
  'PRIVATE',
  'PUBLIC',
  'TOKEN',
  'LABEL',
  'GROUP',
] as const;
export type AccountField = (typeof ACCOUNT_FIELDS)[number];

/** The unparsed variables of one account, by field, each with its name as spelled in the environment. */
export interface AccountVariables {
  group: number;
  /** `Lighter_{N}_{ID}`, in the spelling of its `_Account_Index`. */
  name: string;
  fields: Map<AccountField, { variable: string; value: string }>;
}

export interface ProxyVariable {
  group: number;
  order: number;
  variable: string;
  value: string;
}

export const ACCOUNT_VARIABLES: readonly VariableDoc[] = [
  {
    name: 'Lighter_{N}_{ID}_Account_Index',
    default: null,
    meaning: 'Index of an account to follow; {N} is a number, {ID} any name.',
    secret: false,
  },
  {
    name: 'Lighter_{N}_{ID}_API_KEY_Index',
    default: '2',
    meaning: 'Index of the API key that _PRIVATE belongs to.',
    secret: false,
  },
  {
    name: 'Lighter_{N}_{ID}_TOKEN',
    default: null,
    meaning:
      'Read-only token (ro:…): the recommended credential, because it cannot trade. Takes precedence over _PRIVATE.',
    secret: true,
  },
  {
    name: 'Lighter_{N}_{ID}_PRIVATE',
    default: null,
    meaning: 'API private key, 40 bytes in hex. It can trade: prefer a token.',
    secret: true,
  },
  {
    name: 'Lighter_{N}_{ID}_PUBLIC',
    default: null,
    meaning: 'API public key in hex; checked against _PRIVATE.',
    secret: false,
  },
  {
    name: 'Lighter_{N}_{ID}_LABEL',
    default: null,
    meaning:
      'What people call the account, at most 40 characters; a label set in the dashboard overrides it.',
    secret: false,
  },
  {
    name: 'Lighter_{N}_{ID}_GROUP',
    default: null,
    meaning:
      'Group of the account, which alert rules can watch, at most 40 characters; one set in the dashboard overrides it.',
    secret: false,
  },
  {
    name: 'Lighter_{N}_PROXY_{M}_URL',
    default: null,
    meaning:
      'Proxy for the accounts of group {N}; the first healthy one by {M} is used: http, https, socks4, socks5 or socks5h URL, host:port or host:port:user:pass.',
    secret: true,
  },
];

const ACCOUNT = new RegExp(`^Lighter_(\\d{1,9})_(.+)_(${ACCOUNT_FIELDS.join('|')})$`, 'i');
const PROXY = /^Lighter_(\d{1,9})_PROXY_(\d{1,9})_URL$/i;

/** Accounts ordered by N, then by ID. Names are case-insensitive; two spellings of one variable are a fault. */
export function accountVariables(env: Environment, faults: string[]): AccountVariables[] {
  const accounts = new Map<string, AccountVariables>();
  for (const { variable, value, match } of matching(env, ACCOUNT)) {
    const [, number, id, suffix] = match as unknown as [string, string, string, string];
    const field = ACCOUNT_FIELDS.find((known) => known.toLowerCase() === suffix.toLowerCase())!;
    const key = `${Number(number)}_${id.toLowerCase()}`;
    const name = `Lighter_${number}_${id}`;
    const account: AccountVariables = accounts.get(key) ?? { group: Number(number), name, fields: new Map() };
    if (field === 'Account_Index') account.name = name;
    const other = account.fields.get(field);
    if (other !== undefined)
      faults.push(`${variable} and ${other.variable} are the same variable, set twice`);
    account.fields.set(field, { variable, value });
    accounts.set(key, account);
  }
  return [...accounts.values()].sort((a, b) => a.group - b.group || (a.name < b.name ? -1 : 1));
}

/** Proxies ordered by N, then by M. */
export function proxyVariables(env: Environment): ProxyVariable[] {
  return matching(env, PROXY)
    .map(({ variable, value, match }) => ({
      group: Number(match[1]),
      order: Number(match[2]),
      variable,
      value,
    }))
    .sort((a, b) => a.group - b.group || a.order - b.order);
}

export function isAccountVariable(name: string): boolean {
  return ACCOUNT.test(name);
}

export function isProxyVariable(name: string): boolean {
  return PROXY.test(name);
}

/** The secret values among all `Lighter_…` variables, verbatim; misspelled names count, since they may hold a key. */
export function accountSecrets(env: Environment): string[] {
  const open = /_(Account_Index|API_KEY_Index|PUBLIC|LABEL|GROUP)$/i;
  return matching(env, /^Lighter_.*(\d|PRIVATE|TOK|KEY|PROXY)/i)
    .filter(({ variable }) => !open.test(variable) && !/^LIGHTER_(BASE|WS)_URL$/.test(variable))
    .map(({ value }) => value);
}

function matching(env: Environment, pattern: RegExp) {
  return Object.keys(env)
    .sort()
    .flatMap((variable) => {
      const match = pattern.exec(variable);
      const value = valueOf(env, variable);
      return match === null || value === undefined ? [] : [{ variable, value, match }];
    });
}
