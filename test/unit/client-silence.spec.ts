import { jest } from '@jest/globals';
import { Connection } from '../../packages/client/src/connection.js';

const HEARTBEAT_MS = 1_000;

describe('a connection that goes silent', () => {
  let socket: { readyState: number; onmessage?: (event: { data: string }) => void; close: () => void };
  let closed: string[];

  beforeEach(async () => {
    jest.useFakeTimers();
    closed = [];
    socket = { readyState: 1, close: () => undefined };
    const FakeSocket = function () {
      return socket;
    };
    const connection = new Connection(
      { url: 'ws://localhost/ws', WebSocket: FakeSocket as never },
      { frame: () => undefined, closed: (_code, reason) => closed.push(reason) },
    );
    await connection.open();
    hear({ type: 'hello', heartbeat_ms: HEARTBEAT_MS });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  const hear = (frame: object): void => socket.onmessage?.({ data: JSON.stringify(frame) });

  it('is given up after two and a half heartbeats, and not before', () => {
    jest.advanceTimersByTime(2.5 * HEARTBEAT_MS - 1);
    expect(closed).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(closed).toEqual(['no heartbeat']);
  });

  it('is given new time by every frame', () => {
    jest.advanceTimersByTime(2 * HEARTBEAT_MS);
    hear({ type: 'heartbeat' });
    jest.advanceTimersByTime(2 * HEARTBEAT_MS);
    expect(closed).toEqual([]);
    jest.advanceTimersByTime(HEARTBEAT_MS / 2);
    expect(closed).toEqual(['no heartbeat']);
  });
});
