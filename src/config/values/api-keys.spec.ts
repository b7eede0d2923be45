import { hashSecret, parseApiKey, parseApiKeys } from './api-keys.js';

const SECRET = 'a-secret-of-many-characters';

describe('parseApiKey', () => {
  it('reads name, scope and secret, keeping only a hash of the secret', () => {
    const key = parseApiKey(`bot:read:${SECRET}`);
    expect(key).toEqual({ name: 'bot', scope: 'read', accounts: null, rate: null, hash: hashSecret(SECRET) });
    expect(JSON.stringify(key)).not.toContain(SECRET);
  });

  it('reads accounts and rate in any order', () => {
    expect(parseApiKey(`bot:admin:${SECRET}:rate=20/second:accounts=1|281001`)).toMatchObject({
      scope: 'admin',
      accounts: new Set([1, 281001]),
      rate: { count: 20, windowMs: 1000 },
    });
  });

  it.each([
    ['an entry without a name', `:read:${SECRET}`],
    ['an unknown scope', `bot:write:${SECRET}`],
    ['a reserved name', `loopback:admin:${SECRET}`],
    ['a short secret', 'bot:read:fifteen-letters'.slice(0, 24)],
    ['an unknown option', `bot:read:${SECRET}:color=red`],
    ['accounts that are not numbers', `bot:read:${SECRET}:accounts=1|x`],
    ['a malformed rate', `bot:read:${SECRET}:rate=fast`],
  ])('refuses %s without repeating its secret', (_, entry) => {
    const fault = parseApiKey(entry);
    expect(typeof fault).toBe('string');
    expect(fault).not.toContain(entry.split(':')[2]);
  });
});

describe('parseApiKeys', () => {
  it('skips blank lines and comments', () => {
    const { keys, faults } = parseApiKeys(`# bots\n\na:read:${SECRET}\n b:admin:${SECRET}\n`, /\r?\n/);
    expect(keys.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(faults).toEqual([]);
  });

  it('names wrong and duplicate entries', () => {
    const { faults } = parseApiKeys(`a:read:${SECRET},b:nothing:${SECRET},a:read:${SECRET}`, /,/);
    expect(faults).toEqual([
      'entry 2: "b" must have the scope read or admin in second place',
      '"a" is defined twice',
    ]);
  });
});
