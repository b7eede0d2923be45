import { inspect } from 'node:util';
import { Test } from '@nestjs/testing';
import { faultsOf } from '../../test/support/config-faults.js';
import { privateKeyFromSeed } from '../lighter/signing/keys.js';
import { AppConfig } from './app-config.js';
import { ConfigError } from './config-error.js';
import { ConfigModule } from './config.module.js';
import { readConfig } from './read-config.js';
import type { Environment } from './variable.js';

const ACCOUNT = { Lighter_1_main_Account_Index: '5' };

describe('readConfig', () => {
  it('is the demo with every documented default when nothing is set', () => {
    const config = readConfig({});
    expect(config).toBeInstanceOf(AppConfig);
    expect(config).toMatchObject({
      mode: 'demo',
      accounts: [],
      server: { host: '127.0.0.1', port: 5000, logLevel: 'info', drainMs: 3000 },
      lighter: {
        baseUrl: 'https://mainnet.zklighter.elliot.ai',
        wsUrl: 'wss://mainnet.zklighter.elliot.ai/stream',
        tier: null,
        pollIntervalMs: 500,
        ordersPollIntervalMs: 2000,
        cacheTtlMs: 5000,
        gapSettleMs: 15_000,
        tradesKept: 500,
      },
      history: {
        enabled: true,
        dataDir: './data',
        supabaseUrl: null,
        supabaseServiceRole: null,
        snapshotIntervalMs: 60_000,
      },
      broadcast: {
        resumeBuffer: 1000,
        maxConnections: 10_000,
        maxConnectionsPerIp: 100,
        clientMaxBytes: 1_048_576,
        clientMaxAgeMs: 10_000,
      },
      access: {
        apiKeys: null,
        publicRead: false,
        rateLimit: { count: 100, windowMs: 60_000 },
        trustProxy: false,
        corsOrigins: null,
      },
      remote: { mode: 'COLLECTOR', apiBase: null, apiKey: null },
    });
    expect(config.history.snapshotRetention).toEqual([
      { everyMs: 60_000, forMs: 2 * 86_400_000 },
      { everyMs: 900_000, forMs: 60 * 86_400_000 },
      { everyMs: 3_600_000, forMs: null },
    ]);
  });

  it('is live with an account or a remote instance', () => {
    expect(readConfig({ Lighter_1_a_Account_Index: '5' }).mode).toBe('live');
    expect(
      readConfig({ BROADCASTER_MODE: 'frontend_only', REMOTE_API_BASE: 'https://other.example' }).mode,
    ).toBe('live');
  });

  it('derives the stream URL from LIGHTER_BASE_URL unless set', () => {
    expect(readConfig({ ...ACCOUNT, LIGHTER_BASE_URL: 'http://127.0.0.1:8080/' }).lighter.wsUrl).toBe(
      'ws://127.0.0.1:8080/stream',
    );
    expect(readConfig({ ...ACCOUNT, LIGHTER_WS_URL: 'ws://127.0.0.1:1/x' }).lighter.wsUrl).toBe(
      'ws://127.0.0.1:1/x',
    );
  });

  it('reads every kind of value, trimmed, and treats an empty one as unset', () => {
    const config = readConfig({
      ...ACCOUNT,
      PORT: ' 0 ',
      HOST: '',
      POLL_INTERVAL: '1.25',
      RATE_LIMIT: '5 / Second',
      HISTORY: 'OFF',
      PUBLIC_READ: 'true',
      TRUST_PROXY: 'loopback, 10.0.0.0/8',
      CORS_ORIGINS: 'https://a.example, http://localhost:3000/',
      LIGHTER_TIER: 'Premium',
      SUPABASE_URL: 'https://x.supabase.co',
      SUPABASE_SERVICE_ROLE: 'key',
    });
    expect(config.server).toMatchObject({ port: 0, host: '0.0.0.0' });
    expect(config.lighter).toMatchObject({ pollIntervalMs: 1250, tier: 'premium' });
    expect(config.access).toMatchObject({
      rateLimit: { count: 5, windowMs: 1000 },
      publicRead: true,
      trustProxy: ['loopback', '10.0.0.0/8'],
      corsOrigins: ['https://a.example', 'http://localhost:3000'],
    });
    expect(config.history).toMatchObject({ enabled: false, supabaseUrl: 'https://x.supabase.co' });
    expect(config.history.supabaseServiceRole!.reveal()).toBe('key');
    expect(readConfig({ TRUST_PROXY: '1' }).access.trustProxy).toBe(1);
    expect(readConfig({ TRUST_PROXY: 'True' }).access.trustProxy).toBe(true);
    expect(readConfig({ TRUST_PROXY: 'private,203.0.113.0/24' }).access.trustProxy).toEqual([
      'loopback',
      'linklocal',
      'uniquelocal',
      '203.0.113.0/24',
    ]);
    expect(readConfig({ TRUST_PROXY: 'header:CF-Connecting-IP' }).access.trustProxy).toEqual({
      header: 'cf-connecting-ip',
    });
  });

  it.each<[Environment, string]>([
    [{ PORT: '80canary' }, 'PORT must be a whole number'],
    [{ PORT: '70000' }, 'PORT must not be greater than 65535'],
    [{ LOG_LEVEL: 'canary' }, 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace'],
    [{ POLL_INTERVAL: '-31' }, 'POLL_INTERVAL must be a number of seconds'],
    [{ POLL_INTERVAL: '0.001' }, 'POLL_INTERVAL must be at least 0.05 seconds'],
    [{ TRADES_KEPT: '0' }, 'TRADES_KEPT must not be less than 1'],
    [{ RATE_LIMIT: '100/week' }, 'RATE_LIMIT must be <count>/<second|minute|hour|day>, such as 100/minute'],
    [{ RATE_LIMIT: '0/minute' }, 'RATE_LIMIT must be <count>/<second|minute|hour|day>, such as 100/minute'],
    [{ HISTORY: 'canary' }, 'HISTORY must be on or off (or true, false, yes, no, 1, 0)'],
    [{ HISTORY: 'constructor' }, 'HISTORY must be on or off (or true, false, yes, no, 1, 0)'],
    [
      { SNAPSHOT_RETENTION: '1h:2d,1m:60d' },
      'SNAPSHOT_RETENTION must be steps <every>:<for how long> that grow, such as 1m:2d,15m:60d,1h:forever',
    ],
    [
      { TRUST_PROXY: 'canary' },
      'TRUST_PROXY must be true, false, a number of hops, addresses and networks separated by commas (private for all private ranges), or header:<name>',
    ],
    [
      { CORS_ORIGINS: '*' },
      'CORS_ORIGINS must be a list, separated by commas, each entry an address without a path, such as https://example.org or tauri://localhost',
    ],
    [
      { LIGHTER_BASE_URL: 'https://canary/api' },
      'LIGHTER_BASE_URL must be an http or https address without a path, such as https://example.org',
    ],
    [{ LIGHTER_WS_URL: 'https://canary' }, 'LIGHTER_WS_URL must be a ws or wss address'],
    [{ SESSION_SECRET: 'canary' }, 'SESSION_SECRET must be text of 16 characters or more'],
    [{ BROADCASTER_MODE: 'canary' }, 'BROADCASTER_MODE must be one of COLLECTOR, FRONTEND_ONLY'],
    [
      { BROADCASTER_MODE: 'FRONTEND_ONLY' },
      'REMOTE_API_BASE must be set, because BROADCASTER_MODE is FRONTEND_ONLY',
    ],
    [
      { Supabase_Url: 'https://canary.example' },
      'Supabase_service_role must be set, because Supabase_Url is',
    ],
    [{ Supabase_service_role: 'canary' }, 'Supabase_Url must be set, because Supabase_service_role is'],
  ])('reports %j in one line that names the variable', (env, fault) => {
    expect(faultsOf(env)).toEqual([fault]);
    expect(fault).not.toContain('canary');
  });

  it('throws one error with every fault', () => {
    const faults = faultsOf({ PORT: 'x', CACHE_TTL: 'x', Lighter_1_a_Account_Index: 'x' });
    expect(faults).toHaveLength(3);
    expect(new ConfigError(faults).message.split('\n')).toHaveLength(4);
  });

  it.each([
    ['Lighter_1_PROXY_URL', 'Lighter_1_PROXY_1_URL'],
    ['Lighter_1_PROXY1_URL', 'Lighter_1_PROXY_1_URL'],
    ['Lighter_1_main_PROXY_2_URL', 'Lighter_1_PROXY_2_URL'],
    ['Lighter_1_main_AccountIndex', 'Lighter_1_main_Account_Index'],
    ['LIGHTER_1_main_TOKN', 'Lighter_1_main_TOKEN'],
    ['lighter_2_my_bot_PRIVAT', 'Lighter_2_my_bot_PRIVATE'],
    ['Lighter_3_Account_Index', 'Lighter_3_{ID}_Account_Index'],
    ['Lighter_4_main', 'Lighter_4_main_Account_Index'],
  ])('refuses %s and names %s', (name, meant) => {
    const fault = `${name} is not a variable of this service; did you mean ${meant}?`;
    expect(faultsOf({ ...ACCOUNT, [name]: 'canary' })).toEqual([fault]);
  });

  it.each([
    ['LIGHTER_BASEURL', 'LIGHTER_BASE_URL'],
    ['data_dir', 'DATA_DIR'],
    ['PUBLIC_REED', 'PUBLIC_READ'],
    ['SupabaseUrl', 'Supabase_Url'],
    ['Lighter_main_Account_Index', 'Lighter_1_main_Account_Index'],
  ])('refuses the near miss %s in .env and warns about it elsewhere', (name, meant) => {
    const fault = `${name} is not a variable of this service; did you mean ${meant}?`;
    const env = { ...ACCOUNT, [name]: 'canary' };
    expect(faultsOf(env, { fromFile: new Set([name]) })).toEqual([fault]);
    expect(readConfig(env).warnings).toEqual([fault]);
  });

  it('leaves the names of other software alone', () => {
    const others = [
      'HOSTNAME',
      'PATH',
      'HOME',
      'SHELL',
      'HISTSIZE',
      'HISTFILE',
      'REMOTE_CONTAINERS',
      'NODE_ENV',
    ];
    const env = Object.fromEntries(
      [...others, 'SUPABASE_ANON_KEY', 'TRUST_STORE'].map((name) => [name, '1']),
    );
    expect(readConfig(env)).toMatchObject({ mode: 'demo', warnings: [] });
  });

  it.each([
    'LIGHTER_BASE_URL',
    'LIGHTER_TIER',
    'Lighter_main_Account_Index',
    'SUPABASE_URL',
    'REMOTE_API_BASE',
    'BROADCASTER_MODE',
  ])('refuses to serve the demo when %s is set without an account', (name) => {
    const values: Record<string, string> = { LIGHTER_TIER: 'premium', BROADCASTER_MODE: 'COLLECTOR' };
    const env = { [name]: values[name] ?? 'https://example.org', SUPABASE_SERVICE_ROLE: 'key' };
    if (name !== 'SUPABASE_URL') Reflect.deleteProperty(env, 'SUPABASE_SERVICE_ROLE');
    const [fault, ...others] = faultsOf(env);
    expect(fault).toMatch(/^No account is configured, although .* is set: /);
    expect(fault).toContain(name);
    expect(others).toEqual([]);
  });

  it('accepts a store without an account for tools that need none', () => {
    const env = { Supabase_Url: 'https://x.supabase.co', Supabase_service_role: 'key' };
    expect(readConfig(env, { accountsOptional: true }).accounts).toEqual([]);
  });

  it('refuses a stream and a REST origin of two networks, and accepts unknown hosts', () => {
    const stream = (LIGHTER_WS_URL: string): readonly string[] => faultsOf({ ...ACCOUNT, LIGHTER_WS_URL });
    expect(stream('wss://testnet.zklighter.elliot.ai/stream')).toEqual([
      'LIGHTER_WS_URL belongs to testnet, LIGHTER_BASE_URL to mainnet: set both to the same network',
    ]);
    expect(stream('wss://mainnet.zklighter.elliot.ai/stream?readonly=true')).toEqual([]);
    expect(stream('wss://relay.example/stream')).toEqual([]);
  });

  const secretive = {
    Lighter_1_a_Account_Index: '5',
    Lighter_1_a_PRIVATE: privateKeyFromSeed('printed'),
    Lighter_1_b_Account_Index: '6',
    Lighter_1_b_TOKEN: 'ro:6:all:1767139200:cafe1111',
    Lighter_1_PROXY_1_URL: 'http://canary-user:canary-pass@h:1',
    Supabase_Url: 'https://x.supabase.co',
    Supabase_service_role: 'canary-supabase',
    API_KEYS: 'bot:read:canary-key-0123456789',
    SESSION_SECRET: 'canary-session-0123',
    REMOTE_API_KEY: 'canary-remote',
  };

  it('shows no secret when printed, serialized or held by an error', () => {
    const config = readConfig(secretive);
    const holder = Object.assign(new Error('failed'), { config });
    const printed = [
      inspect(config, { depth: 9, showHidden: true }),
      JSON.stringify(config),
      inspect(holder, { depth: 9 }),
    ];
    for (const text of printed) {
      expect(text).toContain('***');
      expect(text).not.toMatch(/canary|cafe1111/);
      expect(text).not.toContain(secretive.Lighter_1_a_PRIVATE);
    }
  });

  it('is deeply frozen', () => {
    const config = readConfig(secretive);
    expect(() => Object.assign(config.server, { port: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config.accounts[0]!.proxies[0]!, { port: 1 })).toThrow(TypeError);
    expect(() => (config.accounts as unknown[]).push(1)).toThrow(TypeError);
  });

  it('is injectable', async () => {
    const config = readConfig({});
    const app = await Test.createTestingModule({ imports: [ConfigModule.register(config)] }).compile();
    expect(app.get(AppConfig)).toBe(config);
  });
});
