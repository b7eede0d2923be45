import * as fc from 'fast-check';
import type { Principal } from '../access/principal.js';
import { proxyRequestOf, type ProxyRequest } from './proxy-request.decorator.js';
import { scopeFilterFor } from './scope-filter.js';

const LIMITED: Principal = { name: 'one', scope: 'read', accounts: new Set([1]), rate: null };
const ALL: Principal = { ...LIMITED, accounts: null };

function request(route: string, search = '', over: Partial<ProxyRequest> = {}): ProxyRequest {
  const query = new URLSearchParams(search);
  return { principal: LIMITED, method: 'GET', route, accountIndex: null, id: null, query, ...over };
}

const json = (body: object) => ({
  ...{ status: 200, contentType: 'application/json', retryAfter: null },
  text: JSON.stringify(body),
});

describe('a forwarded request', () => {
  it('never contains the path that the caller sent', () => {
    fc.assert(
      fc.property(fc.string(), fc.webQueryParameters(), (path, search) => {
        const { path: forwarded } = scopeFilterFor(
          proxyRequestOf({
            principal: ALL,
            method: 'GET',
            url: `/${path.replaceAll('?', '')}?limit=5&x=${search}`,
            routeOptions: { url: '/api/history/trades/:account_index' },
            params: { account_index: '7' },
          } as never),
        );
        expect(forwarded).toMatch(/^\/api\/history\/trades\/7\?limit=5(&|$)/);
        expect(forwarded).not.toMatch(/[\\#\s]/);
      }),
    );
  });

  it.each(['..', '%2e%2e', '../accounts', '..\\', '1/../2', '-1', '1e3', ''])(
    'is refused when its account is %s',
    (account_index) => {
      const caller = { principal: ALL, method: 'GET', url: '/', routeOptions: {}, params: { account_index } };
      expect(() => proxyRequestOf(caller as never)).toThrow('account_index');
    },
  );
});

describe('a request of a key limited to some accounts', () => {
  it('names these accounts where the answer is an aggregate', () => {
    expect(scopeFilterFor(request('/api/history/pnl', 'by=day')).path).toBe(
      '/api/history/pnl?by=day&accounts=1',
    );
  });

  it('does not find another account, and is refused where it cannot be limited', () => {
    expect(() => scopeFilterFor(request('/api/history/pnl', 'accounts=1,2'))).toThrow('Account 2');
    expect(() =>
      scopeFilterFor(request('/api/history/trades/:account_index', '', { accountIndex: 2 })),
    ).toThrow('Account 2');
    expect(() => scopeFilterFor(request('/api/ws/raw-messages'))).toThrow('Name one account');
    expect(() => scopeFilterFor(request('/api/ws/reconnect', '', { method: 'POST' }))).toThrow(
      'Name one account',
    );
    expect(scopeFilterFor(request('/api/ws/raw-messages', '', { principal: ALL })).path).toBe(
      '/api/ws/raw-messages',
    );
  });

  it.each(['accounts=1,%202', 'accounts=1,2e0', 'account_index=1&account_index=%2B2'])(
    'is refused when %s could be read as another account',
    (search) => {
      expect(() => scopeFilterFor(request('/api/history/pnl', search))).toThrow('whole number');
    },
  );

  it.each([
    ['trades', '/api/history/trades'],
    ['cash_flows', '/api/history/cash-flows'],
  ])('gets the %s of these accounts only, with any other parameters of the query', (name, route) => {
    const { filter } = scopeFilterFor(request(route, 'account_index=1'));
    const page = json({
      [name]: [{ account_index: 1 }, { account_index: '2' }],
      count: 2,
      next_cursor: null,
    });
    expect(JSON.parse(filter(page, 0))).toEqual({
      ...{ [name]: [{ account_index: 1 }], count: 1, next_cursor: null },
    });
    expect(() => filter({ ...page, contentType: 'text/csv' }, 0)).toThrow('as JSON');
  });

  it('gets the errors of these accounts, counted before limit and source apply', () => {
    const { path, filter } = scopeFilterFor(request('/api/errors', 'limit=1&source=rest'));
    expect(path).toBe('/api/errors?limit=1000');
    const error = (account_index: string | null, source: string) => {
      return { account_index, source, error_type: `of ${source}`, timestamp: 100 };
    };
    const errors = [error('1', 'websocket'), error('2', 'rest'), error(null, 'system'), error('1', 'rest')];
    expect(JSON.parse(filter(json({ errors }), 120_000))).toEqual({
      errors: [error('1', 'rest')],
      summary: {
        ...{ total_errors: 2, errors_last_1min: 2, errors_last_5min: 2 },
        ...{ by_type: { 'of websocket': 1, 'of rest': 1 }, by_source: { websocket: 1, rest: 1 } },
      },
    });
  });

  it('leaves invalid values for the other instance to refuse', () => {
    expect(scopeFilterFor(request('/api/errors', 'limit=many&source=nowhere')).path).toBe(
      '/api/errors?limit=many&source=nowhere',
    );
  });

  it('gets history faults without messages, which may quote rows', () => {
    const fault = { kind: 'rows-refused', message: 'row of account 2', what_to_do: 'look' };
    const { filter } = scopeFilterFor(request('/api/supabase/status'));
    const status = filter(json({ backend: 'supabase', last_error: 'row of account 2', faults: [fault] }), 0);
    expect(JSON.parse(status)).toMatchObject({ backend: 'supabase', faults: [{ kind: 'rows-refused' }] });
    expect(status).not.toContain('row of');
  });
});
