import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { StreamName, StreamPosition } from '../state/change.js';
import type { ConnectionsState, Incident, Market } from 'lighter-broadcaster-protocol/operations';

const INCIDENTS_KEPT = 1000;

/** What is known of the other instance's state. */
export class RemotePicture {
  epoch = 'unknown';
  total = 0;
  readonly accounts = new Map<number, AccountState>();
  readonly markets = new Map<number, Market>();
  connections: ConnectionsState = {
    links: [],
    egresses: [],
    control: { rest_paused: false, ws_paused: false },
  };
  incidents: readonly Incident[] = [];
  private readonly seqs = new Map<StreamName, number>();

  positionOf(stream: StreamName): StreamPosition {
    return { epoch: this.epoch, seq: this.seqs.get(stream) ?? 0 };
  }

  /** Positions to resume from, by channel. */
  resumable(): Record<string, StreamPosition> {
    return Object.fromEntries([...this.seqs.keys()].map((stream) => [stream, this.positionOf(stream)]));
  }

  /** Takes over where the other instance stands in a stream; another epoch ends every position of the one before. */
  moveTo(stream: StreamName, { epoch, seq }: StreamPosition): void {
    if (epoch !== this.epoch) this.seqs.clear();
    this.epoch = epoch;
    this.seqs.set(stream, seq);
    this.total += 1;
  }

  addIncidents(upsert: readonly Incident[], remove: readonly string[]): void {
    const gone = new Set([...remove, ...upsert.map(({ incident_id }) => incident_id)]);
    const rest = this.incidents.filter(({ incident_id }) => !gone.has(incident_id));
    this.incidents = [...upsert, ...rest].slice(0, INCIDENTS_KEPT);
  }
}
