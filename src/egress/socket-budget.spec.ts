import fc from 'fast-check';
import { type MessagePurpose, PINGS_PER_MINUTE, SOCKET_LIMITS, SocketBudget } from './socket-budget.js';

/** Sends as many messages as the budget allows now. */
function drain(budget: SocketBudget, purpose: MessagePurpose, now: number): number {
  const socket = budget.open(now, 0);
  let sent = 0;
  for (; budget.waitToSend(now, true, purpose) === 0; sent++) {
    socket.requested(now, purpose);
    socket.answered();
  }
  socket.close();
  return sent;
}

describe('the socket budget', () => {
  it('counts the messages of a rolling minute over all connections, less room for their pings', () => {
    const budget = new SocketBudget();
    for (let i = 0; i < 9; i++) budget.open(0, 5);
    expect(drain(budget, 'vital', 1_000)).toBe(190 - 10 * PINGS_PER_MINUTE);
    budget.open(0, 5);
    expect(budget.waitToSend(1_000, true, 'vital')).toBe(60_000);
    expect(budget.waitToSend(61_000, true, 'vital')).toBe(0);
  });

  it('keeps room for a full resubscription of the largest connection', () => {
    const budget = new SocketBudget();
    budget.open(0, 40);
    expect(drain(budget, 'renewal', 0)).toBe(190 - 2 * PINGS_PER_MINUTE - 40);
    expect(drain(budget, 'auxiliary', 0)).toBe(0);
    expect(drain(budget, 'vital', 0)).toBe(40);
  });

  it('sends at most twenty resync messages a minute', () => {
    const budget = new SocketBudget();
    expect(drain(budget, 'resync', 0)).toBe(20);
    expect(budget.waitToSend(0, true, 'vital')).toBe(0);
  });

  it('admits connections only while all pings and a full resubscription fit', () => {
    const budget = new SocketBudget();
    let open = 0;
    for (; budget.hasRoomFor(100); open++) budget.open(0, 100);
    expect(open).toBe(30);
    expect(budget.hasRoomFor(1)).toBe(false);
  });

  it('waits for answers when too many messages have none', () => {
    const budget = new SocketBudget();
    const socket = budget.open(0, 5);
    for (let i = 0; i < SOCKET_LIMITS.inFlight; i++) socket.requested(0, 'vital');
    expect(budget.waitToSend(0, false, 'vital')).toBe(Infinity);
    socket.answered();
    expect(budget.waitToSend(0, false, 'vital')).toBe(0);
  });

  it('returns what a closed connection used, once', () => {
    const budget = new SocketBudget();
    const sockets = Array.from({ length: SOCKET_LIMITS.connections }, () => budget.open(0, 1));
    expect(budget.waitToConnect(0)).toBe(Infinity);
    sockets[0]!.requested(0, 'vital');
    sockets[0]!.subscriptionsChanged(1);
    expect(sockets[0]!.subscriptions).toBe(1);
    sockets[0]!.close();
    sockets[0]!.close();
    expect(budget.waitToConnect(0)).toBe(0);
    budget.open(0, 1);
    expect(budget.waitToConnect(0)).toBe(Infinity);
  });

  it('replaces two connections at a time', () => {
    const budget = new SocketBudget();
    const [first] = [budget.open(0, 1, true), budget.open(0, 1, true)];
    expect(budget.waitToConnect(0, true)).toBe(Infinity);
    expect(budget.waitToConnect(0)).toBe(0);
    first.replaces = false;
    expect(budget.waitToConnect(0, true)).toBe(0);
  });

  it('limits subscriptions, but never blocks unsubscribing', () => {
    const budget = new SocketBudget();
    const socket = budget.open(0, 5);
    for (let i = 0; i < SOCKET_LIMITS.subscriptions; i++) socket.subscriptionsChanged(1);
    expect(budget.waitToSend(0, true, 'vital')).toBe(Infinity);
    expect(budget.waitToSend(0, false, 'vital')).toBe(0);
  });

  it('sends and connects nothing while blocked, until an operator lifts it', () => {
    const budget = new SocketBudget();
    budget.block(5_000);
    expect([budget.waitToConnect(1_000), budget.waitToSend(1_000, false, 'vital')]).toEqual([4_000, 4_000]);
    budget.unblock();
    expect([budget.waitToConnect(1_000), budget.waitToSend(1_000, false, 'vital')]).toEqual([0, 0]);
  });

  it('never sends more in a minute than the exchange allows, pings included', () => {
    const step = fc.record({
      pause: fc.nat({ max: 2_000 }),
      purpose: fc.constantFrom<MessagePurpose>('vital', 'resync', 'renewal', 'auxiliary'),
      size: fc.integer({ min: 1, max: 60 }),
      does: fc.constantFrom('connect', 'send', 'send', 'send', 'send', 'send', 'close'),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 300, maxLength: 600 }), (steps) => {
        const budget = new SocketBudget();
        const open: { socket: ReturnType<SocketBudget['open']>; pingAt: number }[] = [];
        const sent: number[] = [];
        let now = 0;
        for (const { pause, purpose, size, does } of steps) {
          now += pause >> 3;
          for (const one of open)
            for (; one.pingAt <= now; one.pingAt += 20_000) {
              one.socket.pinged(one.pingAt);
              sent.push(one.pingAt);
            }
          if (does === 'connect' && budget.hasRoomFor(size) && budget.waitToConnect(now) === 0)
            open.push({ socket: budget.open(now, size), pingAt: now + 20_000 });
          if (does === 'close' && open.length > 3) open.shift()!.socket.close();
          if (does !== 'send' || open.length === 0 || budget.waitToSend(now, true, purpose) > 0) continue;
          open[0]!.socket.requested(now, purpose);
          open[0]!.socket.answered();
          sent.push(now);
        }
        for (const at of sent)
          expect(sent.filter((other) => other > at - 60_000 && other <= at).length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 20 },
    );
  });
});
