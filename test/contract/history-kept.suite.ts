import { DAY, historyRow } from '../support/history-rows.js';
import { freshHarness, type StoreHarness } from './history-store.harness.js';

/** What a start reads whole: labels, rules and alerts, and the notes beside them. */
export function historyKeptSuite(makeHarness: () => Promise<StoreHarness>): void {
  const harness = freshHarness(makeHarness);

  describe('returns to a start', () => {
    it('the last form of each label and rule', async () => {
      await harness.append(
        historyRow('account_labels', { label: 'old', tags: '[]' }),
        historyRow('alert_rules', { account_index: null, rule_id: 'a', rule: '{"id":"a"}' }),
      );
      await harness.append(historyRow('account_labels', { label: 'new', tags: '["eu"]' }));
      const again = await harness.reopen();
      expect(await again.kept('account_labels', 0)).toMatchObject([
        { account_index: 7, label: 'new', tags: '["eu"]' },
      ]);
      expect(await again.kept('alert_rules', 0)).toMatchObject([{ account_index: null, rule: '{"id":"a"}' }]);
    });

    it('alerts that are open or recent, and never opens a resolved one again', async () => {
      const old = { alert_id: 'old', updated_at: DAY, resolved_at: DAY };
      const open = { alert_id: 'open', updated_at: DAY };
      const recent = { alert_id: 'recent', updated_at: DAY + 2, resolved_at: DAY + 2 };
      await harness.append(
        ...[old, open, recent, { ...recent, resolved_at: null }].map((row) => historyRow('alerts', row)),
      );
      const rows = await (await harness.reopen()).kept('alerts', DAY + 1);
      expect(rows.map(({ alert_id, resolved_at }) => [alert_id, resolved_at])).toEqual([
        ['open', null],
        ['recent', DAY + 2],
      ]);
    });

    it('the notes that were not deleted', async () => {
      await harness.store.appendNoted([historyRow('alerts', { alert_id: 'a' })], { kept: '1', gone: '2' });
      await harness.store.appendNoted([], { kept: '3', gone: null });
      const again = await harness.reopen();
      expect(await again.notes()).toEqual({ kept: '3' });
      expect(await again.kept('alerts', 0)).toHaveLength(1);
    });
  });
}
