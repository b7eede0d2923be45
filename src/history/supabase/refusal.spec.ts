import { classify, type FailedRequest } from './refusal.js';

const failure = (fields: Partial<FailedRequest>): FailedRequest => ({
  status: 400,
  code: null,
  message: 'oops',
  retry_after_ms: null,
  ...fields,
});

describe('what Supabase means', () => {
  it.each<[Partial<FailedRequest>, string, string]>([
    [{ status: 0 }, 'unreachable', 'all'],
    [{ status: 503 }, 'unreachable', 'all'],
    [{ status: 404 }, 'unreachable', 'all'],
    [{ status: 429 }, 'slow-down', 'all'],
    [{ status: 401 }, 'credentials', 'all'],
    [{ status: 401, code: 'PGRST301' }, 'credentials', 'all'],
    [{ status: 401, code: '42501' }, 'row-level-security', 'table'],
    [{ status: 403, code: '42501' }, 'row-level-security', 'table'],
    [{ status: 404, code: 'PGRST205' }, 'missing-table', 'table'],
    [{ status: 404, code: '42P01' }, 'missing-table', 'table'],
    [{ code: 'PGRST204' }, 'missing-column', 'table'],
    [{ code: '42703' }, 'missing-column', 'table'],
    [{ code: '42P10' }, 'schema-changed', 'table'],
    [{ code: '22P02' }, 'rows-refused', 'row'],
    [{ status: 409, code: '23514' }, 'rows-refused', 'row'],
    [{ status: 413 }, 'rows-refused', 'row'],
    [{ status: 500, code: '57014' }, 'too-slow', 'size'],
    [{ status: 504 }, 'too-slow', 'size'],
    [{ status: 408 }, 'too-slow', 'size'],
  ])('%j is %s', (fields, kind, scope) => {
    const refusal = classify(failure(fields));
    expect([refusal.kind, refusal.scope]).toEqual([kind, scope]);
    expect(refusal.what_to_do).toMatch(/\.$/);
  });

  it('describes the answer in one short line', () => {
    const { message } = classify(
      failure({ status: 500, code: 'XX000', message: `first\n  second ${'x'.repeat(500)}` }),
    );
    expect(message).toMatch(/^Supabase answered 500: XX000: first second x+$/);
    expect(message.length).toBeLessThan(260);
  });
});
