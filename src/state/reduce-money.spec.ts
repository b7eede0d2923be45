import { aFunding, aGap, anAsset, fromPoll, fromStream } from '../../test/support/canonical.js';
import { run } from '../../test/support/run-updates.js';
import { RecordTexts } from './record-texts.js';
import type { AccountUpdate } from './update.js';

describe('the rest of the account', () => {
  const summary = (arrival: ReturnType<typeof fromPoll>, fields: object): AccountUpdate => ({
    type: 'summary',
    account_index: 7,
    arrival,
    fields,
  });

  it('takes from a late poll only what no stream tells', () => {
    const { state } = run([
      summary(fromStream(100), { collateral: '5.00' }),
      summary(fromPoll(50, 110), { collateral: '4.00', l1_address: '0xabc' }),
    ]);
    expect(state.summary).toMatchObject({ collateral: '5.00', l1_address: '0xabc', leverage: null });
  });

  it('keeps assets, funding and volumes, and sends only what moved', () => {
    const assets = (mode: 'snapshot' | 'update', ...rows: ReturnType<typeof anAsset>[]): AccountUpdate => ({
      type: 'assets',
      account_index: 7,
      arrival: fromStream(1),
      mode,
      rows,
    });
    const moved = anAsset({ asset_id: 1, balance: '2' });
    const { state, delta } = run([
      assets('snapshot', anAsset(), anAsset({ asset_id: 1 })),
      assets('update', moved, anAsset()),
    ]);
    expect(delta).toEqual({ assets: { upsert: [moved] } });
    expect(state.assets).toEqual([moved, anAsset()]);
    const funding: AccountUpdate = {
      type: 'funding',
      account_index: 7,
      arrival: fromPoll(1),
      rows: [{ entity: aFunding(), text: '{}', version: 0 }],
    };
    expect(run([funding, funding]).delta).toBeNull();
  });

  it('keeps open gaps and the last twenty closed ones', () => {
    const gaps = Array.from({ length: 25 }, (_, i): AccountUpdate => {
      const closed_at = i === 0 ? null : 1000 + i;
      return { type: 'gap', at: 1, gap: aGap({ gap_id: String(100 + i), closed_at }) };
    });
    const { state, delta } = run(gaps);
    expect(state.gaps.map((gap) => gap.gap_id)).toHaveLength(21);
    expect(state.gaps.at(-1)).toMatchObject({ gap_id: '100', closed_at: null });
    expect(delta?.gaps).toMatchObject({ remove: ['104'] });
  });

  it('keeps the raw response as text without a change, the newer asked one winning', () => {
    const raw = (asked: number, text: string): AccountUpdate => ({
      type: 'raw',
      account_index: 7,
      arrival: fromPoll(asked, 99),
      response: 'account',
      text,
    });
    const { delta, record } = run([raw(2, '{"new":1}'), raw(1, '{"old":1}')]);
    expect(delta).toBeNull();
    expect(new RecordTexts(record)).toMatchObject({ account: '{"new":1}', account_revision: 1 });
  });
});
