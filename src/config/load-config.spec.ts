import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateKeyFromSeed } from '../lighter/signing/keys.js';
import { Scrubber } from '../secrets/scrubber.js';
import { loadConfig, loadEnvironment } from './load-config.js';

describe('loadEnvironment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lighter-env-'));
  const file = join(folder, '.env');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads .env under the real environment, in which an empty variable is unset', () => {
    writeFileSync(file, '# comment\nPORT=1\nHOST="127.0.0.1" # quoted\nLOG_LEVEL=debug\n');
    expect(loadEnvironment({ PORT: '2', LOG_LEVEL: '' }, file)).toEqual({
      PORT: '2',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'debug',
    });
  });

  it('needs no .env', () => {
    expect(loadEnvironment({ PORT: '2' }, join(folder, 'none'))).toEqual({ PORT: '2' });
  });
});

describe('loadConfig', () => {
  const env = {
    Lighter_1_a_Account_Index: '5',
    Lighter_1_a_PRIVATE: `0x${privateKeyFromSeed('a').toUpperCase()}`,
    Lighter_1_PROXY_1_URL: 'http://canary-user:canary%40pass@h:1',
    Lighter_1_PROXY_2_URL: 'h:2:canary-vendor:canary-vendor-pass',
    SESSION_SECRET: 'canary-session-0123',
  };

  it('makes every secret known to the scrubber, in each notation', () => {
    const scrubber = new Scrubber();
    loadConfig(env, scrubber);
    const spellings = [
      privateKeyFromSeed('a'),
      env.Lighter_1_a_PRIVATE,
      env.Lighter_1_PROXY_2_URL,
      'canary-user',
      'canary@pass',
      'canary%40pass',
      'canary-vendor-pass',
      'canary-session-0123',
    ];
    for (const spelling of spellings) expect(scrubber.scrub(`<${spelling}>`)).toBe('<***>');
    expect(scrubber.scrub(env.Lighter_1_PROXY_1_URL)).not.toContain('canary');
  });

  it('knows the secrets even of an environment that it refuses', () => {
    const scrubber = new Scrubber();
    expect(() => loadConfig({ ...env, PORT: 'x' }, scrubber)).toThrow('PORT');
    expect(scrubber.scrub(env.Lighter_1_PROXY_2_URL)).toBe('***');
  });
});
