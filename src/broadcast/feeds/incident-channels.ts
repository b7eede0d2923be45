import { Injectable } from '@nestjs/common';
import type { Incident } from 'lighter-broadcaster-protocol/operations';
import { canSeeIncident, viewKey, type Principal } from '../../access/principal.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import type { Change, RemovedIncident } from '../../state/change.js';
import { ChannelSource, type StreamedChannel } from './channel-source.port.js';

/** Newest first. */
export interface IncidentsState {
  incidents: Incident[];
}

/** `upsert` goes to the front in this order; `remove` is applied after it. */
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
    const visible: Visible = (incident) => canSeeIncident(principal, incident);
    return {
      kind: 'streamed',
      name,
      view: viewKey(principal),
      stream: 'incidents',
      state: () => ({ incidents: this.feed.incidents().filter(visible) }),
      project: (change) => project(change, visible),
      merge: mergeIncidents,
    };
  }

  override available(): string[] {
    return ['incidents'];
  }
}

type Visible = (incident: RemovedIncident) => boolean;

function project(change: Change, visible: Visible): { type: 'change'; data: IncidentsDelta } | null {
  if (change.entity !== 'incident') return null;
  const upsert = change.upsert.filter(visible);
  const remove = change.remove.filter(visible).map(({ incident_id }) => incident_id);
  if (upsert.length === 0 && remove.length === 0) return null;
  return { type: 'change', data: { incidents: { upsert, remove } } };
}

function mergeIncidents(older: IncidentsDelta, newer: IncidentsDelta): IncidentsDelta {
  const { upsert: first = [], remove: gone = [] } = older.incidents;
  const { upsert: then = [], remove: left = [] } = newer.incidents;
  return { incidents: { upsert: [...then, ...first], remove: [...gone, ...left] } };
}
