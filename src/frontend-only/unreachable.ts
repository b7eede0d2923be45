import type {
  ConnectionsState,
  EgressState,
  LinkState,
  TransportHealth,
} from 'lighter-broadcaster-protocol/operations';

const FAULT = 'collector-unreachable';

/** Links and egresses of a collecting process that is not heard of: none of them is known to work. */
export function asUnreachable(
  { links, egresses, control }: ConnectionsState,
  reason: string,
): ConnectionsState {
  return {
    links: links.map((link) => linkOf(link, reason)),
    egresses: egresses.map(egressOf),
    control,
  };
}

function linkOf(link: LinkState, last_error: string): LinkState {
  const state = link.state === 'paused' || link.state === 'idle' ? link.state : 'waiting';
  return { ...link, state, last_error, connected_since: null, next_attempt_at: null };
}

function egressOf(egress: EgressState): EgressState {
  const transport: TransportHealth = { healthy: false, fault: FAULT, rests_until: null };
  return { ...egress, healthy: false, fault: FAULT, transports: { rest: transport, websocket: transport } };
}
