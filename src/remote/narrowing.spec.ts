import type { Principal } from '../access/principal.js';
import type { Asked } from './asked.decorator.js';
import { passageFor } from './narrowing.js';

const NARROWED: Principal = { name: 'one', scope: 'read', accounts: new Set([1]), rate: null };
const ALL: Principal = { ...NARROWED, accounts: null };

function asked(route: string, search = '', over: Partial<Asked> = {}): Asked {
  const query = new URLSearchParams(search);
  return { principal: NARROWED, method: 'GET', url: `${route}?${search}`, route, query, named: [], ...over };
}

const json = (body: object) => ({ status: 200, contentType: 'application/json', text: JSON.stringify(body) });

describe('what is passed to a key that sees some accounts', () => {
  it('is asked of these where it adds up', () => {
    expect(passageFor(asked('/api/history/pnl', 'by=day')).url).toBe('/api/history/pnl?by=day&accounts=1');
  });

  it('is not found where it is about another, and refused where it can not be kept to them', () => {
    expect(() => passageFor(asked('/api/history/pnl', '', { named: [1, 2] }))).toThrow('Account 2');
    expect(() => passageFor(asked('/api/ws/raw-messages'))).toThrow('Name one account');
    expect(() => passageFor(asked('/api/ws/reconnect', '', { method: 'POST' }))).toThrow('Name one account');
    expect(passageFor(asked('/api/ws/raw-messages', '', { principal: ALL })).url).toBe(
      '/api/ws/raw-messages?',
    );
  });

  it('is trades of these alone, whatever else the question says', () => {
    const { narrow } = passageFor(asked('/api/history/trades', 'account_index=1', { named: [1] }));
    const page = json({
      trades: [{ account_index: 1 }, { account_index: '2' }],
      count: 2,
      next_cursor: null,
    });
    expect(JSON.parse(narrow(page, 0))).toEqual({
      trades: [{ account_index: 1 }],
      count: 1,
      next_cursor: null,
    });
    expect(() => narrow({ ...page, contentType: 'text/csv' }, 0)).toThrow('as JSON');
  });

  it('are errors of these alone, counted anew before any are left out', () => {
    const { url, narrow } = passageFor(asked('/api/errors', 'limit=1&source=rest'));
    expect(url).toBe('/api/errors?limit=1000');
    const error = (account_index: string | null, source: string) => {
      return { account_index, source, error_type: `of ${source}`, timestamp: 100 };
    };
    const errors = [error('1', 'websocket'), error('2', 'rest'), error(null, 'system'), error('1', 'rest')];
    expect(JSON.parse(narrow(json({ errors }), 120_000))).toEqual({
      errors: [error('1', 'rest')],
      summary: {
        ...{ total_errors: 2, errors_last_1min: 2, errors_last_5min: 2 },
        ...{ by_type: { 'of websocket': 1, 'of rest': 1 }, by_source: { websocket: 1, rest: 1 } },
      },
    });
  });

  it('are faults of the history without what may quote a row', () => {
    const fault = { kind: 'rows-refused', message: 'row of account 2', what_to_do: 'look' };
    const { narrow } = passageFor(asked('/api/supabase/status'));
    const told = narrow(json({ backend: 'supabase', last_error: 'row of account 2', faults: [fault] }), 0);
    expect(JSON.parse(told)).toMatchObject({ backend: 'supabase', faults: [{ kind: 'rows-refused' }] });
    expect(told).not.toContain('row of');
  });
});
