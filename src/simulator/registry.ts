import type { Clock } from '../clock/clock.js';
import { Authority, type Registration } from './auth/authority.js';
import { keyPairs } from './auth/key-pair.js';
import { ReadOnlyTokens } from './auth/read-only-tokens.js';
import { Account, type Fees } from './exchange/account.js';
import { Random } from './exchange/random.js';
import type { SimulatedTier } from './limits/limits.js';
import type { SimulatedAccount, SimulatorOptions } from './options.js';

const FIRST_INDEX = 281_001;
const API_KEY_INDEX = 5;
const YEAR_S = 365 * 86_400;

/** Standard accounts trade for free; the others pay, in parts per million. */
const FEES: Record<'standard' | 'other', Fees> = {
  standard: { maker: 0, taker: 0 },
  other: { maker: 20, taker: 200 },
};

/** The accounts of a simulated exchange with their keys and tokens, all generated from the seed. */
export class Registry {
  readonly accounts: readonly Account[];
  readonly authority: Authority;
  readonly credentials: readonly SimulatedAccount[];

  constructor(
    clock: Clock,
    options: Required<Pick<SimulatorOptions, 'seed' | 'accounts' | 'accountsPerAddress' | 'tradesKept'>>,
    tier: SimulatedTier,
  ) {
    const random = new Random(options.seed ^ 0xacc0);
    const keys = keyPairs(options.seed, options.accounts);
    const fees = tier === 'standard' ? FEES.standard : FEES.other;
    let address = '';
    const registrations: Registration[] = keys.map((key, i) => {
      const isSub = i % options.accountsPerAddress > 0;
      if (!isSub) address = `0x${random.hex(20)}`;
      const account = new Account(FIRST_INDEX + i, address, fees, isSub, options.tradesKept);
      return { account, apiKeyIndex: API_KEY_INDEX, key };
    });
    const tokens = new ReadOnlyTokens(random);
    this.accounts = registrations.map(({ account }) => account);
    this.authority = new Authority(clock, tokens, registrations);
    const expiry = Math.floor(clock.wallNow() / 1000) + YEAR_S;
    this.credentials = registrations.map((one) => credentials(one, issue(tokens, one.account, expiry)));
  }
}

function issue(tokens: ReadOnlyTokens, { index }: Account, expiry: number): string {
  return tokens.issue({ accountIndex: index, name: 'simulated', expiry, subAccountAccess: false }).text;
}

function credentials({ account, apiKeyIndex, key }: Registration, token: string): SimulatedAccount {
  return {
    account_index: account.index,
    api_key_index: apiKeyIndex,
    private_key: key.privateKey,
    get public_key() {
      return key.publicKey;
    },
    read_only_token: token,
    l1_address: account.l1Address,
  };
}
