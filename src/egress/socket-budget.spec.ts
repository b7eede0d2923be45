import { SOCKET_LIMITS, SocketBudget } from './socket-budget.js';

describe('the socket budget', () => {
  it('counts the messages of a rolling minute over all connections', () => {
    const budget = new SocketBudget();
    const [a, b] = [budget.open(0), budget.open(0)];
    for (let i = 0; i < SOCKET_LIMITS.messagesPerMinute / 2; i++) {
      a.sent(1_000, false);
      b.sent(1_000, false);
    }
    expect(budget.waitToSend(1_000, false)).toBe(60_000);
    expect(budget.waitToSend(61_000, false)).toBe(0);
  });

  it('waits for answers when too many messages have none', () => {
    const budget = new SocketBudget();
    const socket = budget.open(0);
    for (let i = 0; i < SOCKET_LIMITS.inFlight; i++) socket.sent(0, true);
    expect(budget.waitToSend(0, false)).toBe(Infinity);
    socket.answered();
    expect(budget.waitToSend(0, false)).toBe(0);
  });

  it('gives back what a closed connection held, once', () => {
    const budget = new SocketBudget();
    const sockets = Array.from({ length: SOCKET_LIMITS.connections }, () => budget.open(0));
    expect(budget.waitToConnect(0)).toBe(Infinity);
    sockets[0]!.sent(0, true);
    sockets[0]!.subscriptionsChanged(1);
    expect(sockets[0]!.subscriptions).toBe(1);
    sockets[0]!.close();
    sockets[0]!.close();
    sockets[0]!.answered();
    expect(budget.waitToConnect(0)).toBe(0);
    budget.open(0);
    expect(budget.waitToConnect(0)).toBe(Infinity);
  });

  it('limits subscriptions, but not leaving them', () => {
    const budget = new SocketBudget();
    const socket = budget.open(0);
    for (let i = 0; i < SOCKET_LIMITS.subscriptions; i++) socket.subscriptionsChanged(1);
    expect(budget.waitToSend(0, true)).toBe(Infinity);
    expect(budget.waitToSend(0, false)).toBe(0);
  });

  it('sends and connects nothing while blocked', () => {
    const budget = new SocketBudget();
    budget.block(5_000);
    expect([budget.waitToConnect(1_000), budget.waitToSend(1_000, false)]).toEqual([4_000, 4_000]);
  });
});
