// cspell:ignore DIRR
import { readConfig } from './config/read-config.js';
import { startReport, startWarnings } from './start-report.js';

const ENV = {
  Lighter_1_main_Account_Index: '281001',
  Lighter_1_main_TOKEN: 'ro:281001:single:1999999999:00aa11bb22cc33dd',
  Lighter_1_PROXY_1_URL: 'http://user:hunter2hunter2@proxy.example:8080',
  Lighter_2_watch_Account_Index: '281002',
  API_KEYS: 'bot:read:0123456789abcdef0123',
  Supabase_Url: 'https://project.supabase.example',
  Supabase_service_role: 'service-role-secret',
};

describe('startReport', () => {
  it('names accounts, egresses, store and keys, but no secret', () => {
    const lines = startReport(readConfig(ENV));
    expect(lines).toEqual([
      'Exchange: https://mainnet.zklighter.elliot.ai (live)',
      'Account Lighter_1_main: 281001, read-only token, via proxy.example:8080',
      'Account Lighter_2_watch: 281002, no credential, direct',
      'History: Supabase at project.supabase.example, journal in SQLite in ./data',
      'Access: keys bot (read)',
    ]);
  });

  it('warns of settings that an operator should not overlook', () => {
    expect(startWarnings(readConfig({ ...ENV, PUBLIC_READ: 'true' }))).toEqual([
      expect.stringContaining('PUBLIC_READ is on'),
      expect.stringContaining('Lighter_2_watch'),
    ]);
    expect(startWarnings(readConfig({}))).toEqual([]);
    expect(startWarnings(readConfig({ DATA_DIRR: 'x' }))).toEqual([
      'DATA_DIRR is not a variable of this service; did you mean DATA_DIR?',
    ]);
    const live = {
      Lighter_1_main_Account_Index: '1',
      Lighter_1_main_TOKEN: ENV.Lighter_1_main_TOKEN.replace('281001', '1'),
    };
    expect(startWarnings(readConfig(live))).toEqual([]);
    expect(startReport(readConfig(live)).at(-1)).toBe('Access: the owner key in ./data/owner.key');
    const accessOf = (env: Record<string, string>): string | undefined =>
      startReport(readConfig({ ...live, ...env })).at(-1);
    expect(accessOf({ PUBLIC_READ: 'on' })).toBe('Access: no key; anyone can read');
    expect(accessOf({ TRUST_LOOPBACK: 'on' })).toBe('Access: this machine only');
    expect(startWarnings(readConfig({ ...live, HOST: '0.0.0.0' }))).toEqual([
      expect.stringContaining('listens on 0.0.0.0 with the generated owner key only'),
    ]);
    expect(startWarnings(readConfig({ ...live, TRUST_LOOPBACK: 'on' }))).toEqual([
      expect.stringContaining('TRUST_LOOPBACK is on'),
    ]);
  });
});
