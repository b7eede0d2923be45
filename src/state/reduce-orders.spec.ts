import { anOrder, fromPoll, fromStream, ordersUpdate, sourced } from '../../test/support/canonical.js';
import { run } from '../../test/support/run-updates.js';

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

  it('tell a final status a last time, and never come back', () => {
    const open = ordersUpdate(7, fromStream(1), 'snapshot', sourced(anOrder({ order_id: '9' }), 1));
    const filled = anOrder({ order_id: '9', status: 'filled' });
    const final = ordersUpdate(7, fromStream(2), 'update', sourced(filled, 2));
    const { delta } = run([open, final]);
    expect(delta?.orders).toEqual({ upsert: [filled], remove: ['9'] });
    const again = ordersUpdate(7, fromPoll(3), 'snapshot', sourced(anOrder({ order_id: '9' }), 9));
    expect(run([open, final, again]).state.orders).toEqual([]);
    expect(run([open, final, final]).delta).toBeNull();
  });

  it('keep the newer version whatever comes later', () => {
    const newer = anOrder({ filled_base_amount: '0.2000' });
    const { state, delta } = run([
      ordersUpdate(7, fromStream(1), 'update', sourced(newer, 20)),
      ordersUpdate(7, fromStream(2), 'update', sourced(anOrder(), 10)),
    ]);
    expect(state.orders).toEqual([newer]);
    expect(delta).toBeNull();
  });

  it('do not come back by a frame that is older than the list that left them out', () => {
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

  it('of a late poll only join with a strictly newer version, and nothing leaves', () => {
    const known = sourced(anOrder({ order_id: '9' }), 10);
    const stream = ordersUpdate(7, fromStream(100), 'update', known);
    const poll = (order_id: string, version: number) =>
      ordersUpdate(7, fromPoll(50, 150), 'snapshot', sourced(anOrder({ order_id, price: '1.00' }), version));
    expect(run([stream, poll('8', 10)]).state.orders).toEqual([known.entity]);
    expect(ids(run([stream, poll('8', 11)]).state.orders)).toEqual(['8', '9']);
    expect(run([stream, poll('9', 10)]).delta).toBeNull();
    expect(run([stream, poll('9', 11)]).state.orders?.[0]?.price).toBe('1.00');
  });

  it('of a poll older than the stream snapshot stay out: they may have ended unheard', () => {
    const { state } = run([
      ordersUpdate(7, fromStream(100), 'snapshot'),
      ordersUpdate(7, fromPoll(50, 150), 'snapshot', sourced(anOrder(), 10)),
    ]);
    expect(state.orders).toEqual([]);
  });

  it('are replaced by a poll that was asked after the last frame', () => {
    const { state } = run([
      ordersUpdate(7, fromStream(100), 'snapshot', sourced(anOrder({ order_id: '9' }), 1)),
      ordersUpdate(7, fromPoll(101, 150), 'snapshot', sourced(anOrder({ order_id: '8' }), 1)),
    ]);
    expect(ids(state.orders)).toEqual(['8']);
  });

  it('ignore a poll that a newer poll has overtaken', () => {
    const { state } = run([
      ordersUpdate(7, fromPoll(20, 30), 'snapshot'),
      ordersUpdate(7, fromPoll(10, 40), 'snapshot', sourced(anOrder(), 0)),
    ]);
    expect(state.orders).toEqual([]);
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
