import { fixture } from '../../test/support/fixtures.js';
import { errorOf } from './exchange-error.js';

const judge = (status: number, text: string): unknown => {
  const error = errorOf({ status, text, retryAfter: null, date: null }, 'account');
  return error && [error.kind, error.code];
};

describe('a response of the exchange', () => {
  it('is a success with status 2xx and code 200 or none', () => {
    expect(judge(200, fixture('rest-account'))).toBeNull();
    expect(judge(200, fixture('rest-status'))).toBeNull();
    expect(judge(200, ' {\n "code" : 200, "x":1}')).toBeNull();
  });

  it.each([
    ['auth-refused', 20013, 401, fixture('rest-error-auth-invalid')],
    ['auth-refused', 61006, 400, '{"code":61006,"message":"x"}'],
    ['auth-refused', 401, 401, ''],
    ['refused', 20001, 400, fixture('rest-error-auth-missing')],
    ['geo-blocked', 20558, 400, fixture('rest-error-geo')],
    ['not-found', 21100, 400, fixture('rest-account-not-found')],
    ['not-found', 29404, 400, fixture('rest-error-not-found')],
    ['rate-limited', 429, 429, fixture('rest-error-rate-limit')],
    ['rate-limited', 23000, 200, fixture('rest-error-rate-limit')],
    ['rate-limited', 429, 429, '<html>'],
    ['cdn-block', 403, 403, '<html>Request blocked</html>'],
    ['exchange-down', 502, 502, '<html>'],
    ['exchange-down', 29500, 500, '{"message":"x","code":29500}'],
    ['exchange-down', 29500, 400, '{"code":29500,"message":"internal server error"}'],
    ['exchange-down', 29501, 200, '{"code":29501,"message":"timeout"}'],
    ['auth-refused', 29500, 400, '{"code":29500,"message":"internal server error: invalid signature"}'],
    ['auth-refused', 29500, 500, '{"code":29500,"message":"invalid auth"}'],
    ['refused', 301, 301, ''],
    ['refused', 20001, 200, '{"code":20001,"message":"x"}'],
  ])('is %s (%i)', (kind, code, status, text) => expect(judge(status, text)).toEqual([kind, code]));

  it('never quotes the response in the error', () => {
    expect(
      String(
        errorOf(
          { status: 400, text: '{"code":20001,"message":"secret"}', retryAfter: null, date: null },
          'account',
        ),
      ),
    ).not.toContain('secret');
  });
});
