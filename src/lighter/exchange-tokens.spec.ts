import { ManualClock } from '../../test/support/manual-clock.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import type { AppConfig } from '../config/app-config.js';
import type { IncidentReport } from '../incidents/incident-writer.port.js';
import type { Update } from '../state/update.js';
import type { Ingest } from '../upstream/ingest.js';
import { Secret } from '../secrets/secret.js';
import { ExchangeTokens } from './exchange-tokens.js';
import { parseAuthToken } from './signing/auth-token.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const clock = new ManualClock();
const ro = (expiresInMs: number): string =>
  `ro:2:single:${Math.floor((clock.wallNow() + expiresInMs) / 1000)}:abcdef`;

let incidents: IncidentReport[];
let updates: Update[];
let exchangeClock: ExchangeClock;
function credentials(readOnly = ro(1000 * DAY)): ExchangeTokens {
  incidents = [];
  const accounts = [
    {
      index: 1,
      apiKeyIndex: 5,
      credential: { kind: 'private', privateKey: new Secret('01'.padEnd(80, '0')) },
    },
    { index: 2, apiKeyIndex: 2, credential: { kind: 'token', token: new Secret(readOnly) } },
    { index: 3, apiKeyIndex: 2, credential: { kind: 'none' } },
  ];
  updates = [];
  exchangeClock = new ExchangeClock(clock);
  const report = (incident: IncidentReport): void => void incidents.push(incident);
  const apply = (update: Update): void => void updates.push(update);
  const config = { accounts } as unknown as AppConfig;
  return new ExchangeTokens(config, clock, exchangeClock, { report }, { apply } as unknown as Ingest);
}

describe('exchange tokens', () => {
  it('provides a signed token, a read-only one or none', () => {
    const tokens = credentials();
    expect(parseAuthToken(tokens.tokenFor(1)!)).toMatchObject({
      kind: 'signed',
      accountIndex: 1,
      apiKeyIndex: 5,
      deadline: Math.floor((clock.wallNow() + 7 * HOUR) / 1000),
    });
    expect(tokens.tokenFor(2)).toMatch(/^ro:2:/);
    expect(tokens.tokenFor(3)).toBeNull();
    expect([1, 2, 3, 4].map((index) => tokens.has(index))).toEqual([true, true, false, false]);
  });

  it('renews a signed token an hour before its end, not earlier', () => {
    const tokens = credentials();
    const first = tokens.tokenFor(1);
    clock.advance(6 * HOUR - 1_000);
    expect(tokens.tokenFor(1)).toBe(first);
    clock.advance(1_000);
    expect(tokens.tokenFor(1)).not.toBe(first);
    expect(tokens.tokenEndsAt(1)).toBe(Math.floor((clock.wallNow() + 7 * HOUR) / 1000) * 1000);
  });

  it('renews a refused token once, unless it was already replaced', () => {
    const tokens = credentials();
    const first = tokens.tokenFor(1)!;
    expect(tokens.renew(1, first)).toBe(true);
    const second = tokens.tokenFor(1)!;
    expect(second).not.toBe(first);
    expect(tokens.renew(1, first)).toBe(true);
    expect(tokens.tokenFor(1)).toBe(second);
    expect(tokens.renew(1, second)).toBe(false);
    clock.advance(HOUR);
    expect(tokens.renew(1, second)).toBe(true);
    expect(tokens.renew(2, tokens.tokenFor(2)!)).toBe(false);
    expect(tokens.renew(3, '')).toBe(false);
  });

  it('signs with the deadline of the exchange, and renews by its own time, when the wall clock is wrong', () => {
    const tokens = credentials();
    exchangeClock.note(clock.wallNow() + 2 * HOUR, clock.monotonic());
    const first = tokens.tokenFor(1)!;
    expect(parseAuthToken(first)).toMatchObject({
      deadline: Math.floor((clock.wallNow() + 9 * HOUR) / 1000),
    });
    clock.step(-DAY);
    clock.advance(6 * HOUR - 1_000);
    clock.step(3 * DAY);
    expect(tokens.tokenFor(1)).toBe(first);
    clock.advance(1_000);
    expect(tokens.tokenFor(1)).not.toBe(first);
    clock.step(-2 * DAY);
  });

  it('reports a credential as refused once a renewal fails too, and as good when a token is accepted', () => {
    const tokens = credentials();
    const standings = (): unknown[] =>
      updates
        .splice(0)
        .map((update) => update.type === 'credential' && [update.account_index, update.standing]);
    const first = tokens.tokenFor(1)!;
    tokens.renew(1, first);
    expect(standings()).toEqual([]);
    tokens.renew(1, tokens.tokenFor(1)!);
    tokens.renew(2, tokens.tokenFor(2)!);
    tokens.renew(2, tokens.tokenFor(2)!);
    expect(standings()).toEqual([
      [1, 'refused'],
      [2, 'refused'],
    ]);
    const restored: number[] = [];
    tokens.onRestored((index) => void restored.push(index));
    tokens.accepted(1, first);
    expect(standings()).toEqual([]);
    expect(restored).toEqual([]);
    tokens.accepted(1, tokens.tokenFor(1)!);
    tokens.accepted(2, tokens.tokenFor(2)!);
    expect(standings()).toEqual([
      [1, 'good'],
      [2, 'good'],
    ]);
    expect(restored).toEqual([1, 2]);
  });

  it('takes no late answer as a sign that a token refused since is good again', () => {
    const tokens = credentials();
    const token = tokens.tokenFor(2)!;
    const asked = clock.monotonic();
    clock.advance(10);
    tokens.renew(2, token);
    tokens.accepted(2, token, asked);
    expect(tokens.standing(2)).toBe('refused');
    tokens.accepted(2, token, clock.monotonic());
    expect(tokens.standing(2)).toBe('good');
  });

  it('reports an expired read-only token within a minute', () => {
    const tokens = credentials(ro(DAY));
    tokens.onApplicationBootstrap();
    clock.advance(DAY - 1_000);
    expect(updates).toEqual([]);
    clock.advance(61_000);
    expect(updates).toMatchObject([{ type: 'credential', account_index: 2, standing: 'expired' }]);
    tokens.onModuleDestroy();
  });

  it('knows when a read-only token expires; keys never do', () => {
    const expiresAt = Math.floor((clock.wallNow() + 30 * DAY) / 1000) * 1000;
    const tokens = credentials(ro(30 * DAY));
    expect([tokens.expiresAt(1), tokens.expiresAt(2), tokens.expiresAt(3)]).toEqual([null, expiresAt, null]);
    expect(tokens.tokenEndsAt(2)).toBe(expiresAt);
  });

  it('warns once 14, 3 and 1 days before expiry, and at expiry', () => {
    const tokens = credentials(ro(20 * DAY));
    tokens.onApplicationBootstrap();
    const seen: [number, string][] = [];
    for (let day = 0; day <= 21; day++) {
      for (const { error_type } of incidents.splice(0)) seen.push([day, error_type]);
      clock.advance(DAY);
    }
    expect(seen).toEqual([
      [6, 'credential-expiring'],
      [17, 'credential-expiring'],
      [19, 'credential-expiring'],
      [20, 'credential-expired'],
    ]);
    tokens.onModuleDestroy();
    expect(clock.pending).toBe(0);
  });
});
