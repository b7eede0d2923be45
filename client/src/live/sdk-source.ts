import {
  BroadcasterClient,
  type ClientStatus,
  type Incident,
  type ChannelUpdate,
} from 'lighter-broadcaster-client';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { ServerConnection, ConnectionPhase, LiveSink, LiveSource } from './live-source.js';
import type { AccountState, ConnectionsState } from './model.js';

const CHANNELS = ['accounts', 'connections', 'incidents', 'alerts'] as const;

/** Close code of an abnormal closure; it has no meaning for the user. */
const BROKEN = 1006;

/** Live data from this page's own `/ws` through the client package, which connects, resumes and keeps the states. */
export class SdkSource implements LiveSource {
  private client: BroadcasterClient | null = null;
  private attempt = 0;
  private heardAt = Date.now();
  private network = new AbortController();

  /** @param path of `/ws` on this page's server */
  constructor(private readonly path: string) {}

  start(sink: LiveSink): void {
    const url = new URL(this.path, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const client = new BroadcasterClient({ url: url.href });
    this.client = client;
    client.on('status', (status) => this.onStatus(sink, status));
    client.on('update', (update) => deliver(sink, update));
    client.on('frame', (frame) => {
      this.heardAt = Date.now();
      if ('server_time' in frame) sink.clockOffset(client.serverOffset);
    });
    client.subscribe(CHANNELS);
    client.connect();
    this.watchNetwork(client);
  }

  stop(): void {
    this.network.abort();
    this.client?.close();
    this.client = null;
  }

  reconnect(): void {
    this.client?.connect();
  }

  /** A socket may need a minute to notice what the browser knows immediately. A local server stays reachable. */
  private watchNetwork(client: BroadcasterClient): void {
    this.network = new AbortController();
    const { signal } = this.network;
    const again = (): void => {
      client.close();
      client.connect();
    };
    addEventListener('offline', again, { signal });
    addEventListener('online', () => client.connect(), { signal });
  }

  private onStatus(sink: LiveSink, status: ClientStatus): void {
    switch (status.state) {
      case 'open':
        this.attempt = 0;
        return sink.connection({ ...this.toConnection('live'), since: Date.now() });
      case 'waiting': {
        this.attempt = status.attempt;
        const reason = status.reason || (status.code === BROKEN ? null : `closed with code ${status.code}`);
        return sink.connection(this.toConnection('lost', { nextAttemptAt: status.retryAt, reason }));
      }
      case 'refused':
        return sink.connection(this.toConnection('lost', { reason: status.reason }));
      case 'connecting':
        return sink.connection(this.toConnection('connecting'));
      case 'idle':
      case 'closed':
        return undefined;
    }
  }

  private toConnection(phase: ConnectionPhase, more: Partial<ServerConnection> = {}): ServerConnection {
    return { phase, since: this.heardAt, attempt: this.attempt, nextAttemptAt: null, reason: null, ...more };
  }
}

function deliver(sink: LiveSink, { channel, state, ts, type }: ChannelUpdate): void {
  if (type !== 'snapshot') sink.stamped(ts, Date.now());
  const [kind, index] = channel.split('/', 2);
  if (kind === 'account') sink.account(Number(index), state as AccountState);
  if (kind === 'connections') sink.connections(state as ConnectionsState);
  if (kind === 'alerts') sink.alerts((state as { alerts: Alert[] }).alerts);
  if (kind === 'incidents') sink.incidents((state as { incidents: Incident[] }).incidents);
}
