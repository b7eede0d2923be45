import type { ProxyFaultKind } from './proxy-fault.js';

/** What an egress carries; each is judged on its own, because a block often affects only one of them. */
export type EgressTransport = 'rest' | 'websocket';
export const TRANSPORTS: readonly EgressTransport[] = ['rest', 'websocket'];

/** Why an egress is unhealthy, as shown. */
export type EgressFaultKind =
  | ProxyFaultKind
  /** A 429 although the budget was kept. */
  | 'rate-limited'
  /** A 403 from the network in front of the exchange. */
  | 'cdn-blocked'
  /** Refused from a restricted jurisdiction. */
  | 'geo-blocked'
  /** The WebSocket upgrade was answered with another error. */
  | 'upgrade-refused'
  /** Requests or connection attempts end without any answer. */
  | 'no-answer';

export interface EgressFault {
  kind: EgressFaultKind;
  /** For an operator; holds no secret. */
  message: string;
}

/** Rest of a failed egress while another one works, doubled with each failure. */
const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 300_000;
/** Lost answers in a row before an egress counts as failing. */
const UNANSWERED_IN_A_ROW = 2;
/** After its rest one account tries it; without an outcome in this time another account may. */
const PROBE_MS = 30_000;

/** The health of one transport over one egress, judged by outcomes (pure; times are `Clock.monotonic()`). */
export class TransportMonitor {
  private current: EgressFault | null = null;
  private failures = 0;
  private unanswered = 0;
  private restUntil = 0;
  private failingSince = 0;
  private excused = false;
  private probe: { user: object; until: number } | null = null;

  get fault(): EgressFault | null {
    return this.current;
  }

  /** When it is tried again; 0 while healthy. */
  get restsUntil(): number {
    return this.current && !this.excused ? this.restUntil : 0;
  }

  /** When the current fault began. */
  get since(): number {
    return this.failingSince;
  }

  /** An attempt failed. @returns whether the fault is a new one. */
  failed(fault: EgressFault, now: number): boolean {
    this.unanswered += 1;
    if (fault.kind === 'no-answer' && this.unanswered < UNANSWERED_IN_A_ROW) return false;
    const isNew = this.current?.kind !== fault.kind;
    if (isNew) this.failingSince = now;
    this.current = fault;
    this.failures += 1;
    this.probe = null;
    this.restUntil = now + Math.min(FIRST_REST_MS * 2 ** (this.failures - 1), LONGEST_REST_MS);
    return isNew;
  }

  /** It works. @returns whether it had a fault. */
  succeeded(): boolean {
    const hadFault = this.current !== null;
    this.current = null;
    this.excused = false;
    this.failures = 0;
    this.unanswered = 0;
    this.probe = null;
    return hadFault;
  }

  /** The exchange, not this egress, seems to be at fault: the egress stays in use. */
  excuse(isExcused: boolean): void {
    this.excused = isExcused;
  }

  /** Ends the rest at once, at an operator's request. */
  endRest(): void {
    this.restUntil = 0;
  }

  /** Whether `user` may use it now: it is healthy, or its rest is over and `user` is the one that probes it. */
  admits(user: object, now: number): boolean {
    if (!this.current || this.excused) return true;
    if (this.restUntil > now) return false;
    if (!this.probe || this.probe.until <= now) this.probe = { user, until: now + PROBE_MS };
    return this.probe.user === user;
  }
}
