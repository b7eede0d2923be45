import { run } from '../../../test/support/run-updates.js';

describe('an account before its first data', () => {
  it('knows nothing and says so', () => {
    const { state } = run([]);
    expect(state.orders).toBeNull();
    expect(state.sections.orders).toEqual({
      source: null,
      updated_at: null,
      confirmed_at: null,
      stale: true,
      reason: 'no data yet',
    });
  });

  it('names a failing poll beside it', () => {
    const { state } = run([
      {
        type: 'poll-failed',
        account_index: 7,
        at: 1,
        mono: 1,
        sections: ['summary'],
        reason: 'proxy refused (407)',
      },
    ]);
    expect(state.sections.summary.reason).toBe('no data yet; poll failed: proxy refused (407)');
    expect(state.sections.orders.reason).toBe('no data yet');
  });
});
