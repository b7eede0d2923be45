import { faultsOf } from '../../../test/support/config-faults.js';
import { readConfig } from '../read-config.js';

const KEY = 'bot:read:0123456789abcdef';

describe('who may connect', () => {
  it.each<[Record<string, string>, string]>([
    [{}, '127.0.0.1'],
    [{ API_KEYS: KEY }, '127.0.0.1'],
    [{ Lighter_1_a_Account_Index: '5' }, '127.0.0.1'],
    [{ Lighter_1_a_Account_Index: '5', TRUST_LOOPBACK: 'on' }, '127.0.0.1'],
    [{ Lighter_1_a_Account_Index: '5', API_KEYS: KEY }, '0.0.0.0'],
    [{ Lighter_1_a_Account_Index: '5', PUBLIC_READ: 'on' }, '0.0.0.0'],
    [{ Lighter_1_a_Account_Index: '5', API_KEYS: KEY, HOST: '10.0.0.5' }, '10.0.0.5'],
    [{ HOST: '0.0.0.0' }, '0.0.0.0'],
  ])('given %j, listens on %s', (env, host) => {
    expect(readConfig(env).server.host).toBe(host);
  });

  it('normalizes PUBLIC_URL and accepts app shells as origins', () => {
    const { access } = readConfig({
      PUBLIC_URL: 'https://Example.org/lighter/',
      CORS_ORIGINS: 'tauri://localhost,capacitor://localhost',
    });
    expect(access.publicUrl).toBe('https://example.org/lighter');
    expect(access.corsOrigins).toEqual(['tauri://localhost', 'capacitor://localhost']);
    for (const value of [
      'https://example.org/api',
      'https://example.org/a//b',
      'example.org',
      'ftp://example.org',
      'https://example.org/?a',
      'https://u:p@example.org',
    ])
      expect(faultsOf({ PUBLIC_URL: value })).toEqual([expect.stringContaining('PUBLIC_URL must be')]);
    expect(faultsOf({ CORS_ORIGINS: 'file://localhost' })).toHaveLength(1);
  });
});
