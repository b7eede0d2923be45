import {
  BroadcasterClient,
  type ClientStatus,
  type Incident,
  type Update,
} from '../../../packages/client/src/index.js';
import type { LiveSink, LiveSource } from './live-source.js';
import type { AccountState, ConnectionsState } from './model.js';

const CHANNELS = ['accounts', 'connections', 'incidents'] as const;

/** Live data over this page's own `/ws`, by the client package: it connects, resumes and keeps the states. */
export class SdkSource implements LiveSource {
  private client: BroadcasterClient | null = null;
  private attempt = 0;

  start(sink: LiveSink): void {
    const url = new URL('/ws', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const client = new BroadcasterClient({ url: url.href });
    this.client = client;
    client.on('status', (status) => this.onStatus(sink, status));
    client.on('update', (update) => deliver(sink, update));
    client.on('frame', (frame) => {
      if ('server_time' in frame) sink.clockOffset(client.serverOffset);
    });
    client.subscribe(CHANNELS);
    client.connect();
  }

  stop(): void {
    this.client?.close();
    this.client = null;
  }

  reconnect(): void {
    this.client?.connect();
  }

  private onStatus(sink: LiveSink, status: ClientStatus): void {
    const since = Date.now();
    switch (status.state) {
      case 'open':
        this.attempt = 0;
        return sink.connection({ phase: 'live', since, attempt: 0, nextAttemptAt: null, reason: null });
      case 'waiting': {
        this.attempt = status.attempt;
        const reason = status.reason || `closed with code ${status.code}`;
        return sink.connection({
          phase: 'lost',
          since,
          attempt: this.attempt,
          nextAttemptAt: status.retryAt,
          reason,
        });
      }
      case 'connecting':
        return sink.connection({
          phase: 'connecting',
          since,
          attempt: this.attempt,
          nextAttemptAt: null,
          reason: null,
        });
      case 'idle':
      case 'closed':
        return undefined;
    }
  }
}

function deliver(sink: LiveSink, { channel, state, ts, type }: Update): void {
  if (type !== 'snapshot') sink.stamped(ts, Date.now());
  const [kind, index] = channel.split('/', 2);
  if (kind === 'account') sink.account(Number(index), state as AccountState);
  if (kind === 'connections') sink.connections(state as ConnectionsState);
  if (kind === 'incidents') sink.incidents((state as { incidents: Incident[] }).incidents);
}
