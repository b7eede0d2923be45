import { readFileSync } from 'node:fs';
import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { BroadcasterClient } from './broadcaster-client.js';

const HEARTBEAT_MS = 1_000;

/** Does what the test says; the last one created is the current one. */
class FakeSocket {
  static current: FakeSocket;
  static count = 0;
  readyState = 1;
  onmessage?: (event: { data: unknown }) => void;
  onclose?: (event: { code: number; reason: string }) => void;
  readonly sent: Record<string, unknown>[] = [];

  constructor() {
    FakeSocket.current = this;
    FakeSocket.count += 1;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {}
}

/** A connection asks for a ticket first, which takes a turn. */
const opening = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const ts = { exchange: null, received: 1, sent: 1 };

describe('a client of a server', () => {
  let clock: ManualClock;
  let client: BroadcasterClient;

  beforeEach(async () => {
    clock = new ManualClock();
    FakeSocket.count = 0;
    client = new BroadcasterClient({
      url: 'ws://localhost/ws',
      WebSocket: FakeSocket as never,
      clock,
      checkHashes: false,
    });
    client.connect();
    await opening();
    hello();
  });

  const receive = (frame: object): void => FakeSocket.current.onmessage?.({ data: JSON.stringify(frame) });
  const hello = (): void => receive({ type: 'hello', session: 's', heartbeat_ms: HEARTBEAT_MS });
  const snapshot = (channel: string, seq = 1): void =>
    receive({ type: 'snapshot', channel, epoch: 'e', seq, ts, data: { account_index: 7 } });
  const reconnect = async (): Promise<void> => {
    clock.advance(60_000);
    await opening();
    hello();
  };

  it.each(Object.entries(CLOSE_CODES))(
    'after %s reconnects if the table says so',
    async (_, { code, reconnect }) => {
      FakeSocket.current.onclose?.({ code, reason: 'as documented' });
      expect(client.status).toMatchObject({ state: reconnect ? 'waiting' : 'refused', code });
      clock.advance(60_000);
      await opening();
      expect(FakeSocket.count).toBe(reconnect ? 2 : 1);
    },
  );

  it('sends no op without channels, and none with more than the server takes', () => {
    client.subscribe([]);
    client.unsubscribe([]);
    expect(FakeSocket.current.sent).toEqual([]);
    const many = Array.from({ length: 450 }, (_, at) => `account/${at}`);
    client.subscribe(many);
    client.unsubscribe(many);
    const sent = FakeSocket.current.sent as { op: string; channels: string[] }[];
    for (const op of ['subscribe', 'unsubscribe']) {
      const lists = sent.filter((message) => message.op === op).map(({ channels }) => channels);
      expect(lists.map(({ length }) => length)).toEqual([200, 200, 50]);
      expect(lists.flat()).toEqual(many);
    }
  });

  it('lists every close code of the table in the documentation, with whether to reconnect', () => {
    const documented = [
      ...readFileSync('docs/websocket.md', 'utf8').matchAll(/^\| (\d{4}) +\| (yes|no) +\|/gm),
    ];
    expect(documented.map(([, code, answer]) => [Number(code), answer === 'yes'])).toEqual(
      Object.values(CLOSE_CODES).map(({ code, reconnect }) => [code, reconnect]),
    );
  });

  it('reconnects after a final close code when connect() is called', async () => {
    FakeSocket.current.onclose?.({ code: CLOSE_CODES.key_revoked.code, reason: '' });
    client.connect();
    await opening();
    hello();
    expect(client.status.state).toBe('open');
  });

  it('gives a silent connection up after two and a half heartbeats, and not before', () => {
    clock.advance(2.5 * HEARTBEAT_MS - 1);
    expect(client.status.state).toBe('open');
    clock.advance(1);
    expect(client.status).toMatchObject({ state: 'waiting', reason: 'no heartbeat' });
  });

  it('starts the time of silence anew with every frame', () => {
    clock.advance(2 * HEARTBEAT_MS);
    receive({ type: 'heartbeat' });
    clock.advance(2 * HEARTBEAT_MS);
    expect(client.status.state).toBe('open');
    clock.advance(HEARTBEAT_MS / 2);
    expect(client.status.state).toBe('waiting');
  });

  it.each(['not JSON', 'null', new Uint8Array(4)])('reconnects after a frame that is %s', (data) => {
    expect(() => FakeSocket.current.onmessage?.({ data })).not.toThrow();
    expect(client.status).toMatchObject({ state: 'waiting', reason: expect.stringContaining('JSON') });
  });

  it('requests a snapshot after a change that cannot be applied', () => {
    client.subscribe('account/7');
    snapshot('account/7');
    receive({
      type: 'change',
      channel: 'account/7',
      epoch: 'e',
      seq: 2,
      prev_seq: 1,
      ts,
      data: { orders: 5 },
    });
    expect(FakeSocket.current.sent.at(-1)).toMatchObject({ op: 'subscribe', channels: ['account/7'] });
  });

  it('resumes each channel in the op that names it, at its own rate', async () => {
    client.subscribe('accounts', { rate: '1s' });
    client.subscribe('account/7');
    snapshot('account/7', 3);
    snapshot('account/8', 5);
    FakeSocket.current.onclose?.({ code: 1006, reason: '' });
    await reconnect();
    expect(FakeSocket.current.sent).toEqual([
      {
        op: 'subscribe',
        channels: ['account/7'],
        rate: 'live',
        since: { 'account/7': { epoch: 'e', seq: 3 } },
      },
      {
        op: 'subscribe',
        channels: ['account/8'],
        rate: '1s',
        since: { 'account/8': { epoch: 'e', seq: 5 } },
      },
      { op: 'subscribe', channels: ['accounts'], rate: '1s', since: {} },
    ]);
  });

  it('drops what it leaves, keeps what was subscribed by name, and ignores late snapshots', () => {
    client.subscribe('accounts');
    client.subscribe('account/7');
    snapshot('account/7');
    snapshot('account/8');
    client.unsubscribe('accounts');
    expect(FakeSocket.current.sent.at(-1)).toEqual({
      op: 'unsubscribe',
      channels: ['accounts', 'account/8'],
    });
    snapshot('account/8');
    expect(client.channels).toEqual(['account/7']);
  });

  it('drops the state of a channel that the server ended', () => {
    client.subscribe('accounts');
    snapshot('account/7');
    receive({ type: 'unsubscribed', channel: 'account/7' });
    expect(client.state('account/7')).toBeUndefined();
  });
});
