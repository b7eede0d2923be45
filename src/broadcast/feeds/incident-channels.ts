import { Injectable } from '@nestjs/common';
import { canSeeIncident, viewKey, type Principal } from '../../access/principal.js';
import type { Change } from '../../state/change.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import type { Incident } from 'lighter-broadcaster-protocol/operations';
import { ChannelSource, type StreamedChannel } from './channel-source.port.js';

/** Newest first. */
export interface IncidentsState {
  incidents: Incident[];
}

/** New ones go to the front, in this order; then `remove` leaves. */
export interface IncidentsDelta {
  incidents: { upsert?: Incident[]; remove?: string[] };
}

/** `incidents`, limited to those that the principal can see. */
@Injectable()
export class IncidentChannels extends ChannelSource {
  constructor(private readonly feed: ChangeFeed) {
    super();
  }

  override open(name: string, principal: Principal): StreamedChannel<IncidentsState, IncidentsDelta> | null {
    if (name !== 'incidents') return null;
    const seen = (incident: Incident): boolean => canSeeIncident(principal, incident);
    return {
      kind: 'streamed',
      name,
      view: viewKey(principal),
      stream: 'incidents',
      hears: (stream) => stream === 'incidents',
      state: () => ({ incidents: this.feed.incidents().filter(seen) }),
      project: (change) => project(change, seen),
      merge: mergeIncidents,
    };
  }

  override available(): string[] {
    return ['incidents'];
  }
}

function project(
  change: Change,
  seen: (incident: Incident) => boolean,
): { type: 'change'; data: IncidentsDelta } | null {
  if (change.entity !== 'incident') return null;
  const upsert = change.upsert.filter(seen);
  if (upsert.length === 0 && change.remove.length === 0) return null;
  return { type: 'change', data: { incidents: { upsert, remove: change.remove } } };
}

function mergeIncidents(older: IncidentsDelta, newer: IncidentsDelta): IncidentsDelta {
  const { upsert: first = [], remove: gone = [] } = older.incidents;
  const { upsert: then = [], remove: left = [] } = newer.incidents;
  return { incidents: { upsert: [...then, ...first], remove: [...gone, ...left] } };
}
