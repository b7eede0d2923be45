import { aFunding, aGap, anAsset, fromPoll, fromStream, sourced } from '../../../test/support/canonical.js';
import { run } from '../../../test/support/run-updates.js';
import { RecordTexts } from '../record-texts.js';
import type { AccountUpdate } from '../update.js';

describe('the rest of the account', () => {
  const summary = (arrival: ReturnType<typeof fromPoll>, fields: object): AccountUpdate => ({
    type: 'summary',
    account_index: 7,
    arrival,
    fields,
  });

  it('takes from a poll only what the live stream does not report', () => {
    const { state } = run([
      summary(fromStream(100), { collateral: '5.00', account_trading_mode: 1 }),
      summary(fromPoll(150), { collateral: '4.00', l1_address: '0xabc' }),
    ]);
    expect(state.summary).toMatchObject({
      collateral: '5.00',
      l1_address: '0xabc',
      leverage: null,
      account_trading_mode: 1,
    });
  });

  it('ignores a poll asked in the same millisecond as the last frame', () => {
    const volumes = (arrival: ReturnType<typeof fromPoll>, daily_volume: string): AccountUpdate => ({
      type: 'volumes',
      account_index: 7,
      arrival,
      volumes: { daily_volume, weekly_volume: null, monthly_volume: null, total_volume: null },
    });
    const after = (asked: number): string | null | undefined =>
      run([volumes(fromStream(100), '2'), volumes(fromPoll(asked, 150), '1')]).state.volumes?.daily_volume;
    expect([after(100), after(101)]).toEqual(['2', '1']);
  });

  it('takes no frame that its own stamp shows to be older, for half a minute at most', () => {
    const stats = (at: number, exchange_at: number, collateral: string): AccountUpdate =>
      summary({ ...fromStream(at), exchange_at }, { collateral });
    const assets = (at: number, exchange_at: number, balance: string): AccountUpdate => ({
      type: 'assets',
      account_index: 7,
      arrival: { ...fromStream(at), exchange_at },
      mode: 'snapshot',
      rows: [sourced(anAsset({ balance }))],
    });
    const shown = (updates: AccountUpdate[]) => {
      const { summary, assets } = run(updates).state;
      return summary?.collateral ?? assets?.[0]?.balance;
    };
    for (const frame of [stats, assets]) {
      const updates = [frame(100, 500, '1'), frame(200, 600, '2'), frame(300, 500, '1')];
      expect(shown(updates)).toBe('2');
      expect(shown([...updates, frame(400, 600, '3')])).toBe('3');
      expect(shown([...updates, frame(30_199, 500, '1')])).toBe('2');
      expect(shown([...updates, frame(30_200, 500, '1')])).toBe('1');
    }
  });

  it('keeps a field that a report leaves out', () => {
    const { state, delta } = run([
      summary(fromPoll(100), { collateral: '5.00', available_balance: '4.00' }),
      summary(fromPoll(200), { collateral: '5.00' }),
    ]);
    expect(state.summary).toMatchObject({ collateral: '5.00', available_balance: '4.00' });
    expect(delta).toBeNull();
  });

  it('leaves the summary in doubt while a field of its only source cannot be read', () => {
    const blank = { id: null, field: 'available_balance', reason: 'is blank' };
    const poll = { ...summary(fromPoll(200), { collateral: '5.00' }), unreadable: [blank] } as AccountUpdate;
    const { state } = run([summary(fromPoll(100), { collateral: '5.00', available_balance: '4.00' }), poll]);
    expect(state.sections.summary).toMatchObject({
      stale: true,
      reason: 'unreadable available_balance: is blank',
    });
    const live = summary(fromStream(150), { collateral: '5.00', available_balance: '4.00' });
    expect(run([live, poll]).state.sections.summary.stale).toBe(false);
  });

  it('asks for a snapshot when REST reports another collateral for long, and not when it lags', () => {
    const stats = summary(fromStream(100), { collateral: '5.00' });
    const poll = (asked: number) => summary(fromPoll(asked), { collateral: '4.00' });
    expect(run([stats, poll(10_099)]).demands).toEqual([]);
    expect(run([stats, poll(10_100)]).demands).toEqual([
      { kind: 'resync', account_index: 7, part: 'summary', cause: 'discrepancy' },
    ]);
    expect(run([stats, summary(fromPoll(10_100), { collateral: '5.0' })]).demands).toEqual([]);
  });

  it('does not dispute the collateral of a stream where REST leaves it out', () => {
    const stats = summary(fromStream(100), { collateral: '5.00' });
    const { state, demands } = run([stats, summary(fromPoll(10_100), { l1_address: '0xabc' })]);
    expect([demands, state.summary?.collateral]).toEqual([[], '5.00']);
  });

  it('does not let a lagging poll undo the collateral of a stream that was just lost', () => {
    const lost: AccountUpdate = {
      type: 'stream',
      account_index: 7,
      event: 'lost',
      at: 200,
      mono: 200,
      reason: null,
      probe_mono: null,
    };
    const before = [summary(fromStream(100), { collateral: '5.00' }), lost];
    const poll = (asked: number) => summary(fromPoll(asked), { collateral: '4.00' });
    expect(run([...before, poll(1_000)]).state.summary?.collateral).toBe('5.00');
    expect(run([...before, poll(10_100)]).state.summary?.collateral).toBe('4.00');
  });

  it('keeps volumes that a frame leaves out, and never shows an unknown one as zero', () => {
    const volumes = (at: number, reported: object): AccountUpdate => ({
      type: 'volumes',
      account_index: 7,
      arrival: fromStream(at),
      volumes: reported,
    });
    const { state } = run([
      volumes(1, { total_volume: '9', daily_volume: '1' }),
      volumes(2, { total_volume: '10' }),
    ]);
    expect(state.volumes).toEqual({
      daily_volume: '1',
      weekly_volume: null,
      monthly_volume: null,
      total_volume: '10',
    });
  });

  it('asks for a snapshot when REST reports another balance of an asset for long', () => {
    const assets = (arrival: ReturnType<typeof fromPoll>, balance: string): AccountUpdate => ({
      type: 'assets',
      account_index: 7,
      arrival,
      mode: 'snapshot',
      rows: [sourced(anAsset({ balance }))],
    });
    const { state, demands } = run([assets(fromStream(100), '10'), assets(fromPoll(10_100), '11')]);
    expect(state.assets?.[0]?.balance).toBe('10');
    expect(demands).toEqual([{ kind: 'resync', account_index: 7, part: 'assets', cause: 'discrepancy' }]);
  });

  describe('assets of a poll', () => {
    const assets = (arrival: ReturnType<typeof fromPoll>, ...rows: object[]): AccountUpdate => ({
      type: 'assets',
      account_index: 7,
      arrival,
      mode: 'snapshot',
      rows: rows.map((row) => sourced(anAsset(row))),
    });
    const lost: AccountUpdate = {
      type: 'stream',
      account_index: 7,
      event: 'lost',
      at: 200,
      mono: 200,
      reason: null,
      probe_mono: null,
    };
    const idsOf = (...updates: AccountUpdate[]) => run(updates).state.assets?.map(({ asset_id }) => asset_id);

    it('leave only when a second answer, asked later, lacks them too', () => {
      const both = assets(fromPoll(100), {}, { asset_id: 1 });
      const { state, demands } = run([both, assets(fromPoll(1_000))]);
      expect(state.assets).toHaveLength(2);
      expect(demands).toContainEqual(
        expect.objectContaining({
          poll: 'account',
          not_before_mono: 3_000,
          cause: 'second-answer',
        }),
      );
      expect(idsOf(both, assets(fromPoll(1_000)), assets(fromPoll(2_999)))).toEqual([1, 3]);
      expect(idsOf(both, assets(fromPoll(1_000)), assets(fromPoll(3_000)))).toEqual([]);
    });

    it('are none at first only when a second answer has none either', () => {
      const first = run([assets(fromPoll(1_000))]).state;
      expect([first.assets, first.sections.assets.stale]).toEqual([null, true]);
      expect(idsOf(assets(fromPoll(1_000)), assets(fromPoll(3_000)))).toEqual([]);
    });

    it('do not undo a frame that they may lag behind', () => {
      const before = [assets(fromStream(100), { balance: '10' }, { asset_id: 1 }), lost];
      const balance = (...updates: AccountUpdate[]) =>
        run([...before, ...updates]).state.assets?.[1]?.balance;
      expect(balance(assets(fromPoll(10_099), { balance: '9' }, { asset_id: 1 }))).toBe('10');
      expect(balance(assets(fromPoll(10_100), { balance: '9' }, { asset_id: 1 }))).toBe('9');
      expect(idsOf(...before, assets(fromPoll(1_000), {}), assets(fromPoll(5_000), {}))).toEqual([1, 3]);
    });

    it('keep what a row leaves out, while the stream holds them too', () => {
      const known = assets(fromPoll(100), {
        locked_balance: '2',
        margin_mode: 'enabled',
        margin_balance: '3',
      });
      const less = { locked_balance: undefined, margin_mode: undefined, margin_balance: undefined };
      expect(run([known, assets(fromPoll(200), less)]).state.assets).toEqual(run([known]).state.assets);
      const held = assets(fromStream(100), { locked_balance: '2' });
      expect(run([held, assets(fromPoll(10_100), less)]).demands).toEqual([]);
    });
  });

  it('keeps assets, funding and volumes, and sends only what moved', () => {
    const assets = (mode: 'snapshot' | 'update', ...rows: ReturnType<typeof anAsset>[]): AccountUpdate => ({
      type: 'assets',
      account_index: 7,
      arrival: fromStream(1),
      mode,
      rows: rows.map((row) => sourced(row)),
    });
    const moved = anAsset({ asset_id: 1, balance: '2' });
    const { state, delta } = run([
      assets('snapshot', anAsset(), anAsset({ asset_id: 1 })),
      assets('update', moved, anAsset()),
    ]);
    expect(delta?.assets).toEqual({ upsert: [moved] });
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
      text,
    });
    const { delta, record } = run([raw(2, '{"new":1}'), raw(1, '{"old":1}')]);
    expect(delta).toBeNull();
    expect(new RecordTexts(record)).toMatchObject({ account: '{"new":1}', account_revision: 1 });
  });
});
