import type { LinkState } from 'lighter-broadcaster-protocol/operations';
import type { HistoryRow, RowOf } from '../row.js';
import type { Origin } from './row-builders.js';

type OutageRow = RowOf<'link_outages'>;

const DOWN: ReadonlySet<LinkState['state']> = new Set(['waiting', 'refused', 'paused']);

/** Outages of connections to the exchange: one row each, written when it starts and again when it ends. */
export class OutageLog {
  private readonly open = new Map<string, OutageRow>();
  private readonly wasUp = new Set<string>();

  constructor(open: readonly OutageRow[]) {
    for (const row of open) if (row.link_id !== null) this.open.set(row.link_id, row);
  }

  rows(links: readonly LinkState[], at: number, origin: Origin): HistoryRow[] {
    return links
      .flatMap((link) => this.rowOf(link, at, origin))
      .map((values) => ({ table: 'link_outages', values }));
  }

  private rowOf(link: LinkState, at: number, origin: Origin): OutageRow[] {
    const open = this.open.get(link.link_id);
    if (link.state === 'connected') {
      this.wasUp.add(link.link_id);
      this.open.delete(link.link_id);
      return open ? [{ ...open, ...origin, ended_at: at }] : [];
    }
    if (open || (!this.wasUp.has(link.link_id) && !DOWN.has(link.state))) return [];
    const row = started(link, at, origin);
    this.open.set(link.link_id, row);
    return [row];
  }
}

function started(link: LinkState, at: number, origin: Origin): OutageRow {
  return {
    account_index: link.account_index,
    timestamp: at,
    link_id: link.link_id,
    kind: link.kind,
    account_name: link.account_name,
    state: link.state,
    reason: link.last_error,
    ended_at: null,
    raw_data: null,
    ...origin,
  };
}
