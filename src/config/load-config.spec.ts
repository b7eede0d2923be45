import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateKeyFromSeed } from '../lighter/signing/keys.js';
import { Scrubber } from '../secrets/scrubber.js';
import { loadConfig, loadEnvironment, type LoadedEnvironment } from './load-config.js';
import type { Environment } from './variable.js';

describe('loadEnvironment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lighter-env-'));
  const file = join(folder, '.env');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('lets the real environment override .env, except with empty variables', () => {
    writeFileSync(file, '# comment\nPORT=1\nHOST="127.0.0.1" # quoted\nLOG_LEVEL=debug\n');
    expect(loadEnvironment({ PORT: '2', LOG_LEVEL: '' }, file)).toEqual({
      env: { PORT: '2', HOST: '127.0.0.1', LOG_LEVEL: 'debug' },
      fromFile: new Set(['HOST', 'LOG_LEVEL']),
    });
  });

  it('works without .env', () => {
    expect(loadEnvironment({ PORT: '2' }, join(folder, 'none'))).toEqual({
      env: { PORT: '2' },
      fromFile: new Set(),
    });
  });

  it('ignores a byte order mark', () => {
    writeFileSync(file, '\uFEFFLighter_1_main_Account_Index=5\n');
    expect(loadEnvironment({}, file).env).toEqual({ Lighter_1_main_Account_Index: '5' });
  });

  it.each(['utf16le', 'utf16be'])('refuses .env in %s by name', (encoding) => {
    const bytes = Buffer.from('\uFEFFLighter_1_main_Account_Index=5\n', 'utf16le');
    writeFileSync(file, encoding === 'utf16le' ? bytes : bytes.swap16());
    expect(() => loadEnvironment({}, file)).toThrow(`${file} is encoded in UTF-16; save it as UTF-8`);
  });

  it('refuses a folder named .env', () => {
    const inner = join(folder, 'folder.env');
    mkdirSync(inner);
    expect(() => loadEnvironment({}, inner)).toThrow(`${inner} is a folder; it must be a text file`);
  });
});

describe('loadConfig', () => {
  const loaded = (env: Environment): LoadedEnvironment => ({ env, fromFile: new Set() });
  const env = {
    Lighter_1_a_Account_Index: '5',
    Lighter_1_a_PRIVATE: `0x${privateKeyFromSeed('a').toUpperCase()}`,
    Lighter_1_PROXY_1_URL: 'http://canary-user:canary%40pass@h:1',
    Lighter_1_PROXY_2_URL: 'h:2:canary-vendor:canary-vendor-pass',
    SESSION_SECRET: 'canary-session-0123',
  };

  it('registers every secret with the scrubber, in each notation', () => {
    const scrubber = new Scrubber();
    loadConfig(loaded(env), {}, scrubber);
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

  it('registers the secrets of a refused environment, misspelled names included', () => {
    const scrubber = new Scrubber();
    const refused = { ...env, PORT: 'x', Lighter_1_a_PRIVAT: 'canary-misspelled' };
    expect(() => loadConfig(loaded(refused), {}, scrubber)).toThrow('PORT');
    expect(scrubber.scrub(env.Lighter_1_PROXY_2_URL)).toBe('***');
    expect(scrubber.scrub('canary-misspelled')).toBe('***');
  });
});
