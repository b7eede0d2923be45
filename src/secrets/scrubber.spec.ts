import { inspect } from 'node:util';
import { Scrubber } from './scrubber.js';

const SIGNATURE = '0123456789abcdef'.repeat(10);
const CANARY = 'canary-0f1e2d3c';

describe('Scrubber, for anything that looks like a credential', () => {
  const scrubber = new Scrubber();

  it.each([
    [
      'proxy with password',
      `connect http://me:${CANARY}@10.0.0.1:8080 failed`,
      'connect http://***@10.0.0.1:8080 failed',
    ],
    ['proxy with user only', `socks5h://${CANARY}@proxy.example:1080`, 'socks5h://***@proxy.example:1080'],
    ['password with @', `https://me:a@${CANARY}@h:1`, 'https://***@h:1'],
    ['signed token', `sent 1795387664:12345:5:${SIGNATURE}!`, 'sent ***!'],
    ['signed token in a URL', `/x?y=1795387664%3A12345%3A5%3A${SIGNATURE}`, '/x?y=***'],
    ['read-only token', 'token ro:6:all:1767139200:0fe1ab refused', 'token *** refused'],
    ['authorization header', `Authorization: Bearer ${CANARY}\r\nHost: x`, 'Authorization: ***\r\nHost: x'],
    [
      'header in JSON',
      `{"authorization":"Bearer ${CANARY}","host":"x"}`,
      '{"authorization":"***","host":"x"}',
    ],
    ['header in JSON in JSON', `"{\\"cookie\\":\\"sid=${CANARY}\\"}"`, `"{\\"cookie\\":\\"***\\"}"`],
    ['header as inspected', inspect({ cookie: `sid=${CANARY}` }), "{ cookie: '***' }"],
    ['raw headers', inspect(['Proxy-Authorization', `Basic ${CANARY}`]), "[ 'Proxy-Authorization', '***' ]"],
    ['API key header', `x-api-key: ${CANARY}`, 'x-api-key: ***'],
    ['ticket in a URL', `GET /ws?channels=none&ticket=${CANARY}&x=1`, 'GET /ws?channels=none&ticket=***&x=1'],
    ['token in a query', `/api/v1/trades?auth=${CANARY}`, '/api/v1/trades?auth=***'],
    ['token in a frame', `{"type":"subscribe","auth":"${CANARY}"}`, '{"type":"subscribe","auth":"***"}'],
    [
      'Supabase key',
      `key eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZSJ9.${CANARY} refused`,
      'key *** refused',
    ],
    ['new Supabase key', 'key sb_secret_AbC123_x', 'key ***'],
  ])('removes a %s', (_, text, scrubbed) => {
    expect(scrubber.scrub(text)).toBe(scrubbed);
  });

  it.each([
    'file:///srv/node_modules/@nestjs/core/index.js:10:5',
    'https://mainnet.example/api/v1/account?by=index&value=12345',
    'auth query param and Authorization header are empty',
    `public_key ${'ab'.repeat(40)}`,
    '{"order_id":"10414574259102759","price":"3412.50","timestamp":1795387664000}',
    'listening on 0.0.0.0:5000',
  ])('leaves %j unchanged', (text) => {
    expect(scrubber.scrub(text)).toBe(text);
  });

  it('takes linear time on hostile input', () => {
    for (const piece of ['a', '1', 'eyJ', '1:', 'a://', 'ro:1:all:', 'cookie', 'auth: ']) {
      expect(scrubber.scrub(piece.repeat(200_000))).not.toBe('');
    }
  });
});

describe('Scrubber, for registered values', () => {
  it('removes a value in every encoding', () => {
    const scrubber = new Scrubber();
    const secret = 'p@ss/"wörd"\\1';
    scrubber.register(secret);
    const spellings = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify({ secret }),
      Buffer.from(secret).toString('base64'),
    ];
    expect(spellings.map((text) => scrubber.scrub(text))).toEqual(['***', '***', '{"secret":"***"}', '***']);
  });

  it('removes hex in either case, and the longer of two that overlap', () => {
    const scrubber = new Scrubber();
    scrubber.register('deadbeef');
    scrubber.register('deadbeef00112233');
    expect(scrubber.scrub('x DEADBEEF00112233 y deadbeef z')).toBe('x *** y *** z');
  });

  it('removes a short value only as a whole word', () => {
    const scrubber = new Scrubber();
    scrubber.register('user');
    expect(scrubber.scrub('10.0.0.1:80:user:x user_stats users')).toBe('10.0.0.1:80:***:x user_stats users');
  });

  it('ignores the empty value', () => {
    const scrubber = new Scrubber();
    scrubber.register('');
    expect(scrubber.scrub('as it was')).toBe('as it was');
  });
});

describe('Scrubber, for errors', () => {
  const scrubber = new Scrubber();
  scrubber.register(CANARY);

  it('scrubs message, stack, causes and aggregated errors, and keeps name and code', () => {
    const root = Object.assign(new TypeError(`refused ${CANARY}`), { code: 'ECONNREFUSED', proxy: CANARY });
    const error = new AggregateError([root], `all failed: ${CANARY}`, { cause: `thrown ${CANARY}` });
    const clean = scrubber.scrubError(error) as AggregateError;
    expect(inspect(clean, { depth: 10 })).not.toContain(CANARY);
    expect(clean.message).toBe('all failed: ***');
    expect(clean.errors[0]).toMatchObject({
      name: 'TypeError',
      code: 'ECONNREFUSED',
      message: 'refused ***',
    });
    expect(clean.stack).toContain('scrubber.spec');
    expect(error.message).toContain(CANARY);
  });

  it('stops at circular causes, and accepts values that are no error', () => {
    const error = new Error(CANARY);
    error.cause = error;
    expect(inspect(scrubber.scrubError(error), { depth: 20 })).not.toContain(CANARY);
    expect(scrubber.scrubError({ password: CANARY }).message).toBe("{ password: '***' }");
    expect(scrubber.scrubError(undefined).message).toBe('undefined');
  });
});
