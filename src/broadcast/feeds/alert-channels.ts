import { Injectable } from '@nestjs/common';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { canSeeIncident, viewKey, type Principal } from '../../access/principal.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import type { Change, RemovedAlert } from '../../state/change.js';
import { ChannelSource, type StreamedChannel } from './channel-source.port.js';

/** The last changed first. */
export interface AlertsState {
  alerts: Alert[];
}

/** `upsert` goes to the front in this order; `remove` is applied after it. */
export interface AlertsDelta {
  alerts: { upsert?: Alert[]; remove?: string[] };
}

/** `alerts`, limited to those that the principal can see: like incidents, those of no account need a key for all. */
@Injectable()
export class AlertChannels extends ChannelSource {
  constructor(private readonly feed: ChangeFeed) {
    super();
  }

  override open(name: string, principal: Principal): StreamedChannel<AlertsState, AlertsDelta> | null {
    if (name !== 'alerts') return null;
    const visible: Visible = (alert) => canSeeIncident(principal, alert);
    return {
      kind: 'streamed',
      name,
      view: viewKey(principal),
      stream: 'alerts',
      state: () => ({ alerts: this.feed.alerts().filter(visible) }),
      project: (change) => project(change, visible),
      merge: mergeAlerts,
    };
  }

  override available(): string[] {
    return ['alerts'];
  }
}

type Visible = (alert: RemovedAlert) => boolean;

function project(change: Change, visible: Visible): { type: 'change'; data: AlertsDelta } | null {
  if (change.entity !== 'alert') return null;
  const upsert = change.upsert.filter(visible);
  const remove = change.remove.filter(visible).map(({ alert_id }) => alert_id);
  if (upsert.length === 0 && remove.length === 0) return null;
  return { type: 'change', data: { alerts: { upsert, remove } } };
}

/** An alert that changed twice is sent in its last form. */
function mergeAlerts(older: AlertsDelta, newer: AlertsDelta): AlertsDelta {
  const { upsert: first = [], remove: gone = [] } = older.alerts;
  const { upsert: then = [], remove: left = [] } = newer.alerts;
  const again = new Set(then.map(({ alert_id }) => alert_id));
  const upsert = [...then, ...first.filter(({ alert_id }) => !again.has(alert_id))];
  return { alerts: { upsert, remove: [...gone.filter((id) => !again.has(id)), ...left] } };
}
