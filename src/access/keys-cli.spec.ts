import { parseApiKey } from '../config/values/api-keys.js';
import { createKey } from './keys-cli.js';

describe('npm run keys', () => {
  it('creates an entry for API_KEYS, with a new secret each time', () => {
    const args = ['--name', 'bot', '--scope', 'read', '--accounts', '1,2', '--rate', '20/second'];
    expect(parseApiKey(createKey(args))).toMatchObject({
      name: 'bot',
      scope: 'read',
      accounts: new Set([1, 2]),
      rate: { count: 20, windowMs: 1000 },
    });
    expect(createKey(args)).not.toBe(createKey(args));
  });

  it.each([
    [['--scope', 'read'], '--name'],
    [['--name', 'bot'], '--scope'],
    [['--name', 'bot', '--scope', 'write'], 'scope read or admin'],
    [['--name', 'bot', '--scope', 'read', '--accounts', 'all'], 'accounts='],
    [['--name', 'bot', '--scope', 'read', '--color', 'red'], '--color'],
  ])('names the problem with %j', (args, hint) => {
    expect(() => createKey(args)).toThrow(hint);
  });
});
