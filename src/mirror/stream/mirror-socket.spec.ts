import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { RequestLimiter } from '../../access/request-limiter.js';
import { OwnWindows } from '../../access/request-windows.js';
import type { AppConfig } from '../../config/app-config.js';
import { countCaller } from '../count-caller.js';
import { invalidAuth } from '../exchange-answers.js';
import { MirrorSocket, type SocketContext } from './mirror-socket.js';

/** A socket that accepts the token `good`, and what it answered to each subscription. */
function setUp() {
  const clock = new ManualClock();
  const config = { access: { rateLimit: { count: 3, windowMs: 60_000 } } } as AppConfig;
  const limiter = new RequestLimiter(new OwnWindows(clock), config);
  const context: Partial<SocketContext> = {
    now: () => clock.monotonic(),
    enqueue: () => undefined,
    identify: (_request, _bucket, auth) => {
      if (auth !== 'good') throw invalidAuth('invalid token');
      return { name: 'bot', scope: 'read', accounts: null, rate: null };
    },
    countRefused: (client) => void countCaller(limiter, { client }),
    subscribe: () => undefined,
  };
  const opened = { address: { bucket: '192.0.2.1', isLocal: false } };
  const socket = new MirrorSocket(opened as never, context as SocketContext);
  const answers: string[] = [];
  socket.send = ({ text }) => void answers.push(/"code":(\d+)/.exec(text)?.[1] ?? 'other');
  const show = (...tokens: string[]): string[] => {
    answers.length = 0;
    for (const auth of tokens)
      socket.receive(JSON.stringify({ type: 'subscribe', channel: 'account_all/7', auth }));
    return [...answers];
  };
  return { show, socket };
}

it('a client is closed when too much of it waits for an answer', () => {
  const codes: number[] = [];
  const client = { close: (code: number) => codes.push(code) };
  const context = {
    options: { clientMaxBytes: 65_536 },
    now: () => 0,
    identify: () => new Promise<never>(() => undefined),
  };
  const socket = new MirrorSocket({ client, address: {} } as never, context as never);
  const message = JSON.stringify({ type: 'subscribe', channel: 'account_all/7', auth: 'x'.repeat(10_000) });
  for (let sent = 0; sent < 7; sent++) socket.receive(message);
  expect(codes).toEqual([]);
  socket.receive(message);
  expect(codes).toEqual([CLOSE_CODES.too_many_messages.code]);
});

describe('a token in a message on /stream', () => {
  it('counts in the rate limit of its address when it is refused', () => {
    const { show, socket } = setUp();
    const [unknown, limited] = ['20013', '23000'];
    expect(show('a', 'b', 'c', 'd')).toEqual([unknown, unknown, unknown, limited]);
    expect([show('good'), socket.principal?.name]).toEqual([[], 'bot']);
  });

  it('counts once, however many channels it is shown with', () => {
    const { show } = setUp();
    expect(new Set(show(...Array.from({ length: 20 }, () => 'expired'))).size).toBe(1);
  });
});
