import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import type {
  ControlState,
  EgressState,
  Incident,
  LinkState,
  Market,
} from 'lighter-broadcaster-protocol/operations';

/** A stream that the store counts. `links` holds links, egresses and control. */
export type StreamName = `account/${number}` | `market/${number}` | 'incidents' | 'alerts' | 'links';

export interface StreamPosition {
  /** Names one life of the store; a new one when it starts without its past. */
  epoch: string;
  /** +1 per change of its stream; 0 before the first. */
  seq: number;
}

interface Counted extends StreamPosition {
  stream: StreamName;
  /** The store's overall count: +1 per change of any stream. */
  total: number;
  /** `exchange`: the exchange's timestamp, `null` without one; `received`: arrival time by our clock. */
  ts: { exchange: Millis | null; received: Millis };
}

export interface AccountChange extends Counted {
  entity: 'account';
  /** `gap`: a gap opened or closed; it counts and applies like any change. */
  kind: 'change' | 'gap';
  account_index: number;
  delta: AccountDelta;
  /** Keeps the sequence number of the change before it and is not kept for resumes. */
  uncounted?: true;
}

export interface MarketChange extends Counted {
  entity: 'market';
  market: Market;
}

export type RemovedIncident = Pick<Incident, 'incident_id' | 'account_index'>;

export interface IncidentChange extends Counted {
  entity: 'incident';
  /** Newly happened; empty when the log was cleared. */
  upsert: Incident[];
  /** Incidents dropped from the bounded log, or cleared. Accounts are included so that channels can filter by key. */
  remove: RemovedIncident[];
}

export type RemovedAlert = Pick<Alert, 'alert_id' | 'account_index'>;

export interface AlertChange extends Counted {
  entity: 'alert';
  /** Alerts that fired or changed, the last changed first. */
  upsert: Alert[];
  /** Ended alerts that left the bounded list. */
  remove: RemovedAlert[];
}

export interface LinkChange extends Counted {
  entity: 'link';
  links: LinkState[];
  egresses: EgressState[];
  control: ControlState | null;
}

/** What the state made of an update: plain JSON, counted, in order. */
export type Change = AccountChange | MarketChange | IncidentChange | AlertChange | LinkChange;

/** A change before it is counted. */
export type ChangeBody = Change extends infer C
  ? C extends Change
    ? Omit<C, 'epoch' | 'seq' | 'total'>
    : never
  : never;

export type Publish = (body: ChangeBody) => void;
