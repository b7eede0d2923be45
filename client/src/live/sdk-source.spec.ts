import { jest } from '@jest/globals';
import type { ServerConnection, LiveSink } from './live-source.js';
import { SdkSource } from './sdk-source.js';

/** A socket that does what the test says. */
class Socket {
  static last: Socket;
  readyState = 1;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number; reason: string }) => void;
  constructor() {
    Socket.last = this;
  }
  send(): void {}
  close(): void {}
}

const START = Date.UTC(2026, 10, 23);

describe('the connection to the server', () => {
  const listeners = new Map<string, () => void>();
  const before = { WebSocket: globalThis.WebSocket };
  let states: ServerConnection[];
  let source: SdkSource;

  beforeEach(() => {
    jest.useFakeTimers({ now: START });
    states = [];
    Object.assign(globalThis, {
      WebSocket: Socket,
      location: { href: 'http://localhost/' },
      addEventListener: (name: string, listener: () => void) => listeners.set(name, listener),
    });
    source = new SdkSource('/ws');
    source.start({
      connection: (state) => states.push(state),
      clockOffset: () => undefined,
    } as Partial<LiveSink> as LiveSink);
  });

  afterEach(() => {
    source.stop();
    jest.useRealTimers();
    Object.assign(globalThis, before);
    for (const name of ['location', 'addEventListener']) Reflect.deleteProperty(globalThis, name);
  });

  const opens = async (): Promise<void> => {
    await jest.advanceTimersByTimeAsync(0);
    const hello = { type: 'hello', session: 's', server_time: Date.now(), heartbeat_ms: 30_000 };
    Socket.last.onmessage?.({ data: JSON.stringify(hello) });
  };
  const breaks = (reason: string, code = 1006): void => Socket.last.onclose?.({ code, reason });

  it('stays disconnected when the server rules out reconnecting', async () => {
    await opens();
    breaks('the key is no longer valid', 4003);
    expect(states.at(-1)).toMatchObject({
      phase: 'lost',
      nextAttemptAt: null,
      reason: 'the key is no longer valid',
    });
    const last = Socket.last;
    await jest.advanceTimersByTimeAsync(120_000);
    expect(Socket.last).toBe(last);
  });

  it('is as old as its last message, regardless of later attempts', async () => {
    await opens();
    expect(states.at(-1)).toMatchObject({ phase: 'live', since: START });
    await jest.advanceTimersByTimeAsync(10_000);
    breaks('gone');
    expect(states.at(-1)).toMatchObject({ phase: 'lost', since: START, attempt: 1, reason: 'gone' });
    for (let attempt = 2; attempt < 6; attempt++) {
      await jest.advanceTimersToNextTimerAsync();
      breaks('still gone');
      expect(states.at(-1)).toMatchObject({ phase: 'lost', since: START, attempt });
    }
    await jest.advanceTimersToNextTimerAsync();
    await opens();
    expect(states.at(-1)).toMatchObject({ phase: 'live', since: Date.now(), attempt: 0, reason: null });
  });

  it('gives no reason for an abnormal closure, and the code of any other', async () => {
    await opens();
    breaks('');
    expect(states.at(-1)).toMatchObject({ phase: 'lost', reason: null });
    await jest.advanceTimersToNextTimerAsync();
    await opens();
    Socket.last.onclose?.({ code: 1012, reason: '' });
    expect(states.at(-1)).toMatchObject({ phase: 'lost', reason: 'closed with code 1012' });
  });

  it('reconnects when the browser goes offline or online', async () => {
    await opens();
    const first = Socket.last;
    listeners.get('offline')!();
    await jest.advanceTimersByTimeAsync(0);
    expect(states.at(-1)!.phase).toBe('connecting');
    expect(Socket.last).not.toBe(first);
    breaks('no network');
    expect(states.at(-1)).toMatchObject({ phase: 'lost', reason: 'no network' });
    listeners.get('online')!();
    await jest.advanceTimersByTimeAsync(0);
    await opens();
    expect(states.at(-1)!.phase).toBe('live');
  });
});
