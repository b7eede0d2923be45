import type { Order } from 'lighter-broadcaster-protocol/account';
import { anOrder, fromPoll, fromStream, ordersUpdate, sourced } from '../../../test/support/canonical.js';
import { run } from '../../../test/support/run-updates.js';
import type { Sourced } from '../reported.js';
import type { AccountUpdate } from '../update.js';

const held = (at: number, ...rows: Sourced<Order>[]) => ordersUpdate(7, fromStream(at), 'snapshot', ...rows);
const poll = (asked: number, ...rows: Sourced<Order>[]) =>
  ordersUpdate(7, fromPoll(asked), 'snapshot', ...rows);
const lost = (mono: number): AccountUpdate => ({
  type: 'stream',
  account_index: 7,
  event: 'lost',
  at: mono,
  mono,
  reason: 'closed 1006',
  probe_mono: null,
});
const alive = (mono: number): AccountUpdate => ({ ...lost(mono), event: 'alive' }) as AccountUpdate;

const ids = (orders: { order_id: string }[] | null): string[] | undefined =>
  orders?.map((order) => order.order_id);

describe('orders', () => {
  it('are replaced by a snapshot and merged by an update, sorted by id', () => {
    const { state } = run([
      ordersUpdate(7, fromStream(1), 'snapshot', sourced(anOrder({ order_id: '9' }), 1)),
      ordersUpdate(7, fromStream(2), 'update', sourced(anOrder({ order_id: '10' }), 2)),
    ]);
    expect(ids(state.orders)).toEqual(['9', '10']);
    const { state: after } = run([
      ordersUpdate(7, fromStream(1), 'snapshot', sourced(anOrder({ order_id: '9' }), 1)),
      ordersUpdate(7, fromStream(3), 'snapshot', sourced(anOrder({ order_id: '10' }), 2)),
    ]);
    expect(ids(after.orders)).toEqual(['10']);
  });

  it('report a final status once, and never come back', () => {
    const open = ordersUpdate(7, fromStream(1), 'snapshot', sourced(anOrder({ order_id: '9' }), 1));
    const filled = anOrder({ order_id: '9', status: 'filled' });
    const final = ordersUpdate(7, fromStream(2), 'update', sourced(filled, 2));
    const { delta } = run([open, final]);
    expect(delta?.orders).toEqual({ upsert: [filled], remove: ['9'] });
    const again = ordersUpdate(7, fromPoll(3), 'snapshot', sourced(anOrder({ order_id: '9' }), 9));
    expect(run([open, final, again]).state.orders).toEqual([]);
    expect(run([open, final, final]).delta).toBeNull();
  });

  it('keep the newer version when older reports follow', () => {
    const newer = anOrder({ filled_base_amount: '0.2000' });
    const { state, delta } = run([
      ordersUpdate(7, fromStream(1), 'update', sourced(newer, 20)),
      ordersUpdate(7, fromStream(2), 'update', sourced(anOrder(), 10)),
    ]);
    expect(state.orders).toEqual([newer]);
    expect(delta).toBeNull();
  });

  it('do not come back by a frame older than the list that left them out', () => {
    const frame = ordersUpdate(7, fromStream(1), 'update', sourced(anOrder({ order_id: '9' }), 10));
    const list = ordersUpdate(7, fromStream(2), 'snapshot', sourced(anOrder({ order_id: '8' }), 11));
    expect(ids(run([frame, list, frame]).state.orders)).toEqual(['8']);
  });

  it('join by the frame that follows a list too old to name them', () => {
    const { state } = run([
      ordersUpdate(7, fromPoll(1, 2), 'snapshot', sourced(anOrder({ order_id: '9' }), 10)),
      ordersUpdate(7, fromStream(3), 'snapshot', sourced(anOrder({ order_id: '8' }), 5)),
      ordersUpdate(7, fromStream(4), 'update', sourced(anOrder({ order_id: '9' }), 10)),
    ]);
    expect(ids(state.orders)).toEqual(['8', '9']);
  });

  it('of a poll change nothing while the stream holds them', () => {
    const stream = held(100, sourced(anOrder({ order_id: '9' }), 10));
    const other = sourced(anOrder({ order_id: '8' }), 11);
    for (const asked of [50, 150, 5_000]) {
      expect(ids(run([stream, poll(asked, other)]).state.orders)).toEqual(['9']);
      expect(ids(run([stream, poll(asked)]).state.orders)).toEqual(['9']);
    }
  });

  it('that two answers report differently ask for the stream’s snapshot, which decides', () => {
    const stream = held(100, sourced(anOrder({ order_id: '9' }), 10));
    const resync = { kind: 'resync', account_index: 7, part: 'orders', cause: 'discrepancy' };
    const once = [stream, alive(12_000), poll(12_100)];
    expect(run(once).demands).toMatchObject([{ kind: 'poll', poll: 'orders', cause: 'second-answer' }]);
    const twice = [...once, poll(14_200)];
    expect(run(twice).demands).toContainEqual(resync);
    expect(ids(run(twice).state.orders)).toEqual(['9']);
    const { state, demands, findings } = run([...twice, held(15_000)]);
    expect(state.orders).toEqual([]);
    expect(findings).toMatchObject([{ error_type: 'state-corrected' }]);
    expect(demands).toContainEqual({ kind: 'check-fills', account_index: 7, cause: 'state-corrected' });
    expect(demands).toContainEqual({ kind: 'find-ended-orders', account_index: 7, order_ids: ['9'] });
    const agreed = [...once, poll(14_200, sourced(anOrder({ order_id: '9' }), 10)), poll(16_300)];
    expect(run(agreed).demands).not.toContainEqual(resync);
  });

  it('whose frame was lost long ago by the exchange’s stamps need no second answer', () => {
    const lostOne = sourced(anOrder({ order_id: '8' }), 5_000_000);
    const seen = (version: number) => [
      held(100, sourced(anOrder({ order_id: '9' }), version)),
      alive(12_000),
      poll(12_100, sourced(anOrder({ order_id: '9' }), version), lostOne),
    ];
    const resync = { kind: 'resync', account_index: 7, part: 'orders', cause: 'discrepancy' };
    expect(run(seen(15_000_000)).demands).toEqual([resync]);
    expect(run(seen(14_999_000)).demands).toMatchObject([{ kind: 'poll', cause: 'second-answer' }]);
  });

  it('that left do not come back by a repeated frame', () => {
    const open = ordersUpdate(7, fromStream(2_000), 'update', sourced(anOrder({ order_id: '9' }), 10));
    expect(ids(run([held(1_000), open, held(3_000), open]).state.orders)).toEqual([]);
    const newer = ordersUpdate(7, fromStream(4_000), 'update', sourced(anOrder({ order_id: '9' }), 11));
    expect(ids(run([held(1_000), open, held(3_000), newer]).state.orders)).toEqual(['9']);
  });

  it('without a stream leave only when a second answer lacks them too, and their end is asked for', () => {
    const first = [poll(1_000, sourced(anOrder({ order_id: '9' }), 1)), poll(2_000)];
    expect(ids(run(first).state.orders)).toEqual(['9']);
    expect(run(first).demands).toEqual([
      {
        kind: 'poll',
        account_index: 7,
        poll: 'orders',
        use: 'reserve',
        not_before_mono: 4_000,
        cause: 'second-answer',
      },
    ]);
    const { state, demands } = run([...first, poll(4_000)]);
    expect(state.orders).toEqual([]);
    expect(demands).toContainEqual({ kind: 'find-ended-orders', account_index: 7, order_ids: ['9'] });
  });

  it('that ended unseen are reported in their last form once that is found', () => {
    const canceled = anOrder({ order_id: '9', status: 'canceled' });
    const found = ordersUpdate(7, fromPoll(5_000), 'update', sourced(canceled, 5));
    const { delta } = run([held(1_000, sourced(anOrder({ order_id: '9' }), 1)), held(2_000), found]);
    expect(delta?.orders).toEqual({ upsert: [canceled], remove: ['9'] });
  });

  it('of a poll that may lag behind the last frame stay as they are', () => {
    const newer = sourced(anOrder({ order_id: '9' }), 10);
    const before = [held(1_000), ordersUpdate(7, fromStream(5_000), 'update', newer), lost(6_000)];
    expect(ids(run([...before, poll(7_000), poll(9_500)]).state.orders)).toEqual(['9']);
    expect(run([...before, poll(7_000), poll(11_100)]).state.sections.orders.stale).toBe(true);
    expect(ids(run([...before, poll(15_100), poll(17_200)]).state.orders)).toEqual([]);
  });

  it('that cannot be read keep their value, and leave the list in doubt until it reads whole', () => {
    const rows = ['8', '9'].map((order_id) => sourced(anOrder({ order_id }), 1));
    const broken = { id: '9', field: 'price', reason: 'is not a decimal' };
    const partial = { ...held(2_000, rows[0]!), unreadable: [broken] };
    const { state, demands } = run([held(1_000, ...rows), partial]);
    expect(ids(state.orders)).toEqual(['8', '9']);
    expect(state.sections.orders).toMatchObject({
      stale: true,
      reason: 'unreadable price: is not a decimal',
    });
    expect(demands).toContainEqual({ kind: 'resync', account_index: 7, part: 'orders', cause: 'taint' });
    const nameless = { ...held(2_000, rows[0]!), unreadable: [{ ...broken, id: null }] };
    expect(ids(run([held(1_000, ...rows), nameless]).state.orders)).toEqual(['8', '9']);
    expect(run([held(1_000, ...rows), partial, held(3_000, rows[0]!)]).state.sections.orders.stale).toBe(
      false,
    );
    const fromStart = run([{ ...held(1_000, rows[0]!), unreadable: [broken] }]).state;
    expect(ids(fromStart.orders)).toEqual(['8']);
    expect(fromStart.sections.orders.stale).toBe(true);
  });

  it('ignore a poll that a newer poll has overtaken', () => {
    const { state } = run([
      ordersUpdate(7, fromPoll(20, 30), 'snapshot', sourced(anOrder({ order_id: '8' }), 0)),
      ordersUpdate(7, fromPoll(10, 40), 'snapshot', sourced(anOrder({ order_id: '9' }), 0)),
    ]);
    expect(ids(state.orders)).toEqual(['8']);
  });

  it('are none at first only when a second answer has none either', () => {
    const { state, demands } = run([poll(1_000)]);
    expect(state.orders).toBeNull();
    expect(state.sections.orders.stale).toBe(true);
    expect(demands).toContainEqual(expect.objectContaining({ poll: 'orders', not_before_mono: 3_000 }));
    expect(run([poll(1_000), poll(2_999)]).state.orders).toBeNull();
    const { state: after } = run([poll(1_000), poll(3_000)]);
    expect(after.orders).toEqual([]);
    expect(after.sections.orders.stale).toBe(false);
  });

  it('lose none by a second answer when the stream listed it in between', () => {
    const order = sourced(anOrder({ order_id: '9' }), 1);
    const doubted = [poll(1_000, order), poll(2_000)];
    const { state } = run([...doubted, held(3_000, order), lost(3_100), poll(20_000)]);
    expect(ids(state.orders)).toEqual(['9']);
  });

  it('can be unknown, which is neither none nor stale', () => {
    const unknown = {
      type: 'unknown',
      account_index: 7,
      arrival: fromStream(1),
      section: 'orders',
      reason: 'no credential',
    } as const;
    const { state, delta } = run([ordersUpdate(7, fromStream(1), 'snapshot'), unknown]);
    expect(state.orders).toBeNull();
    expect(state.sections.orders).toMatchObject({ stale: false, reason: 'no credential', source: null });
    expect(delta?.orders).toEqual({ set: null });
    expect(run([unknown, unknown]).delta).toBeNull();
  });
});
