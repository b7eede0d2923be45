import { ManualClock } from '../../../test/support/manual-clock.js';
import { signAuthToken } from '../../lighter/signing/auth-token.js';
import { parsePrivateKey } from '../../lighter/signing/keys.js';
import { SimulatedError } from '../simulated-error.js';
import { Registry } from '../registry.js';

const clock = new ManualClock();
const registry = new Registry(
  clock,
  { seed: 9, accounts: 4, accountsPerAddress: 2, tradesKept: 10 },
  'standard',
);
const { authority, credentials } = registry;
const [master, sub, stranger] = credentials;
if (!master || !sub || !stranger) throw new Error('no accounts');

const nowS = (): number => Math.floor(clock.wallNow() / 1000);

function sign(claims: { accountIndex?: number; apiKeyIndex?: number; deadline?: number } = {}): string {
  const privateKey = parsePrivateKey((master as NonNullable<typeof master>).private_key);
  return signAuthToken({
    accountIndex: 281_001,
    apiKeyIndex: 5,
    deadline: nowS() + 3600,
    privateKey,
    ...claims,
  });
}

function refusal(check: () => unknown): { code: number; http: number; message: string } {
  try {
    check();
  } catch (error) {
    if (error instanceof SimulatedError)
      return { code: error.code, http: error.http, message: error.message };
    throw error;
  }
  throw new Error('was not refused');
}

const invalid = (why: string): object => ({ code: 20013, http: 401, message: `invalid auth: ${why}` });

describe('Authority', () => {
  it('accepts a token signed by the registered key repeatedly', () => {
    const token = sign();
    for (let i = 0; i < 3; i += 1) {
      expect(authority.checkFor(token, 281_001)).toEqual({
        accountIndex: 281_001,
        kind: 'signed',
        subAccounts: false,
      });
    }
  });

  it('refuses a signed token whose deadline, key, signature or shape is wrong', () => {
    const token = sign();
    const last = token.endsWith('0') ? '1' : '0';
    expect(refusal(() => authority.check(sign({ deadline: nowS() + 8 * 3600 + 1 })))).toEqual(
      invalid('invalid deadline'),
    );
    expect(refusal(() => authority.check(sign({ deadline: nowS() })))).toEqual(invalid('token expired'));
    expect(refusal(() => authority.check(sign({ apiKeyIndex: 6 })))).toEqual(invalid('api key not found'));
    expect(refusal(() => authority.check(sign({ accountIndex: 281_002 })))).toEqual(
      invalid('invalid signature'),
    );
    expect(refusal(() => authority.check(token.slice(0, -1) + last))).toEqual(invalid('invalid signature'));
    expect(refusal(() => authority.check(`Bearer ${token}`))).toEqual(invalid('invalid auth string'));
    expect(refusal(() => authority.checkFor(token, 281_002))).toEqual(
      invalid('account index does not match'),
    );
  });

  it('refuses a previously valid signed token after its deadline', () => {
    const token = sign({ deadline: nowS() + 60 });
    authority.check(token);
    clock.advance(60_000);
    expect(refusal(() => authority.check(token))).toEqual(invalid('token expired'));
  });

  it('accepts a listed read-only token for its own account only', () => {
    const token = master.read_only_token;
    expect(authority.checkFor(token, 281_001).kind).toBe('read-only');
    expect(refusal(() => authority.checkFor(token, 281_002))).toEqual(
      invalid('account index does not match'),
    );
    expect(refusal(() => authority.check(`${token}0`)).code).toBe(61005);
  });

  it("lets a master's token with sub-account access read only its sub-accounts", () => {
    const row = (accountIndex: number): string =>
      authority.tokens.issue({ accountIndex, name: 'x', expiry: nowS() + 99, subAccountAccess: true }).text;
    const token = row(281_001);
    expect(authority.checkFor(token, 281_002).accountIndex).toBe(281_001);
    expect(refusal(() => authority.checkFor(token, 281_003)).code).toBe(20013);
    expect(refusal(() => authority.checkFor(row(281_002), 281_001)).code).toBe(20013);
  });

  it('refuses revoked and expired read-only tokens', () => {
    const made = authority.tokens.issue({
      accountIndex: 281_003,
      name: 'x',
      expiry: nowS() + 10,
      subAccountAccess: false,
    });
    authority.check(made.text);
    clock.advance(10_000);
    expect(refusal(() => authority.check(made.text))).toEqual(invalid('token expired'));
    authority.tokens.revoke(281_003, made.tokenId);
    expect(refusal(() => authority.check(made.text)).code).toBe(61006);
  });

  it('limits expiry, name and number of read-only tokens', () => {
    const wanted = {
      accountIndex: 281_004,
      name: 'bot',
      expiry: nowS() + 2 * 86_400,
      subAccountAccess: false,
    };
    const create = (change: Partial<typeof wanted>): unknown =>
      authority.tokens.create({ ...wanted, ...change }, nowS());
    expect(refusal(() => create({ expiry: nowS() + 3600 })).code).toBe(61001);
    expect(refusal(() => create({ expiry: nowS() + 3651 * 86_400 })).code).toBe(61001);
    expect(refusal(() => create({ name: 'a/b' })).code).toBe(20001);
    for (let i = 0; i < 9; i += 1) create({});
    expect(refusal(() => create({})).code).toBe(61003);
  });
});
