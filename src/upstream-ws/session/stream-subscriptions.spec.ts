import fc from 'fast-check';
import { accountChannels, type ChannelSpec, MARKETS_CHANNEL } from './channels.js';
import { StreamSubscriptions } from './stream-subscriptions.js';

const specs = accountChannels(7, true);
const [positions, orders] = specs as [ChannelSpec, ChannelSpec];

function sendNext(subscriptions: StreamSubscriptions): string | null {
  const request = subscriptions.next();
  if (request) subscriptions.sent(request);
  return request && `${request.type} ${request.spec.channel}`;
}

describe('subscriptions of a connection', () => {
  it('send one request at a time, each after the previous answer', () => {
    const subscriptions = new StreamSubscriptions(specs);
    expect(sendNext(subscriptions)).toBe('subscribe account_all_positions/7');
    expect(sendNext(subscriptions)).toBeNull();
    expect(subscriptions.confirm('account_all_positions:7')).toBe(positions);
    expect(sendNext(subscriptions)).toBe('subscribe account_all_orders/7');
  });

  it('keep an auxiliary channel while it is held, and leave it once released', () => {
    const auxiliary = specs.at(-1)!;
    const held = new Set<ChannelSpec>();
    const subscriptions = new StreamSubscriptions([auxiliary], held);
    const hold = (isHeld: boolean): void => {
      if (isHeld) held.add(auxiliary);
      else held.delete(auxiliary);
      subscriptions.holdChanged(auxiliary);
    };
    sendNext(subscriptions);
    hold(true);
    subscriptions.confirm(auxiliary.channel);
    expect([subscriptions.holds(auxiliary.channel), sendNext(subscriptions)]).toEqual([true, null]);
    hold(false);
    expect(sendNext(subscriptions)).toBe('unsubscribe account_all/7');
    hold(true);
    subscriptions.unsubscribed(auxiliary.channel);
    expect(sendNext(subscriptions)).toBe('subscribe account_all/7');
  });

  it('are complete when every snapshot arrived, and leave the auxiliary channel', () => {
    const subscriptions = new StreamSubscriptions(specs);
    for (const spec of specs) {
      expect(subscriptions.missing.length === 0).toBe(spec.auxiliary);
      expect(subscriptions.settled).toBe(spec.auxiliary);
      sendNext(subscriptions);
      expect(subscriptions.settled).toBe(false);
      subscriptions.confirm(spec.channel);
    }
    expect(subscriptions.missing).toEqual([]);
    expect(sendNext(subscriptions)).toBe('unsubscribe account_all/7');
    subscriptions.unsubscribed('account_all:7');
    expect(sendNext(subscriptions)).toBeNull();
    expect(subscriptions.missing).toEqual([]);
    subscriptions.retry(specs.at(-1)!);
    expect(sendNext(subscriptions)).toBe('subscribe account_all/7');
  });

  it('ignore an unrequested snapshot and a late "not subscribed"', () => {
    const subscriptions = new StreamSubscriptions(specs);
    for (const spec of specs) {
      sendNext(subscriptions);
      subscriptions.confirm(spec.channel);
    }
    sendNext(subscriptions);
    subscriptions.confirm('account_all:7');
    expect(subscriptions.inFlight?.type).toBe('unsubscribe');
    subscriptions.unsubscribed('account_all:7');
    subscriptions.confirm('account_all:7');
    expect(sendNext(subscriptions)).toBeNull();
    expect(subscriptions.error(30002, 'Not Subscribed to : account_all:7').outcome).toBe('unknown');
    expect(subscriptions.missing).toEqual([]);
  });

  it('renew a live subscription that an error names', () => {
    const subscriptions = new StreamSubscriptions([MARKETS_CHANNEL]);
    sendNext(subscriptions);
    subscriptions.confirm('market_stats:all');
    expect(subscriptions.error(30005, 'Invalid Channel: market_stats:all').outcome).toBe('again');
    expect(sendNext(subscriptions)).toBe('unsubscribe market_stats/all');
  });

  it('attribute an error without a channel to the pending request', () => {
    const subscriptions = new StreamSubscriptions(specs);
    sendNext(subscriptions);
    expect(subscriptions.error(20013, 'invalid auth: invalid deadline')).toEqual({
      outcome: 'token',
      spec: positions,
    });
    expect(subscriptions.refused()).toEqual([
      { spec: positions, code: 20013, message: 'invalid auth: invalid deadline' },
    ]);
  });

  it('attribute an error by its text first', () => {
    const subscriptions = new StreamSubscriptions(specs);
    sendNext(subscriptions);
    subscriptions.confirm(positions.channel);
    sendNext(subscriptions);
    const message = 'invalid param : auth field is required: account_all_positions:7';
    expect(subscriptions.error(20001, message)).toEqual({ outcome: 'token', spec: positions });
    expect(subscriptions.isConfirmed(positions.channel)).toBe(false);
    expect(subscriptions.inFlight?.spec).toBe(orders);
  });

  it('leave and renew a subscription that already exists, since no snapshot would come', () => {
    const subscriptions = new StreamSubscriptions([MARKETS_CHANNEL]);
    sendNext(subscriptions);
    const attribution = subscriptions.error(30003, 'Already Subscribed to : market_stats:all');
    expect(attribution).toEqual({ outcome: 'again', spec: MARKETS_CHANNEL });
    expect(subscriptions.isConfirmed('market_stats:all')).toBe(false);
    expect(sendNext(subscriptions)).toBe('unsubscribe market_stats/all');
    expect(subscriptions.error(30002, 'Not Subscribed to : market_stats:all').outcome).toBe('again');
    expect(sendNext(subscriptions)).toBe('subscribe market_stats/all');
  });

  it.each([23001, 23002, 23003, 30012])('delay only one subscription after %i', (code) => {
    const subscriptions = new StreamSubscriptions([MARKETS_CHANNEL]);
    sendNext(subscriptions);
    expect(subscriptions.error(code, 'limit')).toEqual({ outcome: 'delayed', spec: MARKETS_CHANNEL });
  });

  it('leave and renew a channel whose snapshot is needed', () => {
    const subscriptions = new StreamSubscriptions([MARKETS_CHANNEL]);
    expect(subscriptions.resubscribe(MARKETS_CHANNEL)).toBe(false);
    sendNext(subscriptions);
    subscriptions.confirm('market_stats:all');
    expect(subscriptions.resubscribe(MARKETS_CHANNEL)).toBe(true);
    expect(subscriptions.isConfirmed('market_stats:all')).toBe(false);
    expect(sendNext(subscriptions)).toBe('unsubscribe market_stats/all');
    subscriptions.unsubscribed('market_stats:all');
    expect(sendNext(subscriptions)).toBe('subscribe market_stats/all');
    subscriptions.confirm('market_stats:all');
    expect(subscriptions.isConfirmed('market_stats:all')).toBe(true);
  });

  it('distinguish a limit, a refusal and a refused token', () => {
    const subscriptions = new StreamSubscriptions([MARKETS_CHANNEL]);
    sendNext(subscriptions);
    expect(subscriptions.error(30009, 'Too Many Websocket Messages!').outcome).toBe('egress-limit');
    subscriptions.retry(MARKETS_CHANNEL);
    sendNext(subscriptions);
    expect(subscriptions.error(20001, 'invalid param').outcome).toBe('refused');
    expect(subscriptions.error(20001, 'invalid param').outcome).toBe('token');
    expect(subscriptions.error(30000, 'Invalid Json')).toEqual({ outcome: 'unknown', spec: null });
  });

  it('are never lost, for any sequence of answers', () => {
    const answer = fc.oneof(
      fc.record({ kind: fc.constant('confirm' as const), which: fc.nat({ max: 7 }) }),
      fc.record({ kind: fc.constant('unsubscribed' as const), which: fc.nat({ max: 7 }) }),
      fc.record({
        kind: fc.constant('error' as const),
        code: fc.constantFrom(20001, 20013, 23000, 30002, 30003, 30005, 30009, 12345),
        which: fc.option(fc.nat({ max: 7 })),
      }),
      fc.record({ kind: fc.constant('send' as const) }),
    );
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 60 }), (answers) => {
        const subscriptions = new StreamSubscriptions(specs);
        const channel = (which: number): string => specs[which]?.channel ?? 'height';
        for (const given of answers) {
          if (given.kind === 'send') sendNext(subscriptions);
          else if (given.kind === 'confirm') subscriptions.confirm(channel(given.which));
          else if (given.kind === 'unsubscribed') subscriptions.unsubscribed(channel(given.which));
          else subscriptions.error(given.code, given.which === null ? 'no' : `no: ${channel(given.which)}`);
        }
        for (let turn = 0; turn < 3 * specs.length; turn++) {
          for (const { spec } of subscriptions.refused()) subscriptions.retry(spec);
          sendNext(subscriptions);
          const request = subscriptions.inFlight;
          if (request?.type === 'subscribe') subscriptions.confirm(request.spec.channel);
          else if (request) subscriptions.unsubscribed(request.spec.channel);
        }
        expect(subscriptions.missing).toEqual([]);
      }),
    );
  });
});
