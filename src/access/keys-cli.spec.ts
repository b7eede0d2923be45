import { parseApiKey } from '../config/values/api-keys.js';
import { createKey } from './keys-cli.js';

describe('npm run keys', () => {
  it('makes an entry that API_KEYS takes, with a new secret each time', () => {
    const args = ['create', '--name', 'bot', '--scope', 'read', '--accounts', '1,2', '--rate', '20/second'];
    expect(parseApiKey(createKey(args))).toMatchObject({
      name: 'bot',
      scope: 'read',
      accounts: new Set([1, 2]),
      rate: { count: 20, windowMs: 1000 },
    });
    expect(createKey(args)).not.toBe(createKey(args));
  });

  it.each([
    [['create', '--scope', 'read'], '--name'],
    [['create', '--name', 'bot'], '--scope'],
    [['create', '--name', 'bot', '--scope', 'write'], 'scope read or admin'],
    [['create', '--name', 'bot', '--scope', 'read', '--accounts', 'all'], 'accounts='],
    [['create', '--name', 'bot', '--scope', 'read', '--color', 'red'], '--color'],
    [[], 'npm run keys -- create'],
  ])('says what is wrong with %j', (args, hint) => {
    expect(() => createKey(args)).toThrow(hint);
  });
});
