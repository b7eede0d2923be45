import type { ConnectionsState, LinkState } from '../../live/model.js';
import { rememberLast } from '../../portfolio/remember.js';
import { Notice } from '../../ui/notice.js';
import type { CardLayout } from '../../ui/table/card.js';
import { TablePanel } from '../../ui/table/table-panel.js';
import { LINK_COLUMNS, type LinkRow } from './link-columns.js';

const FILTERS = [
  { name: 'kind', label: 'Line', valueOf: ({ link }: LinkRow) => link.kind },
  { name: 'state', label: 'State', valueOf: ({ link }: LinkRow) => link.state },
];
const CARD: CardLayout = {
  first: ['account', 'kind', 'state'],
  firstEnd: ['heard'],
  second: ['egress', ['up for', 'uptime'], 'error'],
  secondEnd: [['next try', 'next']],
  beside: ['actions'],
};
const GROUPS = {
  egress: ({ host }: LinkRow): string => host,
  account: ({ link }: LinkRow): string => link.account_name,
};
const keyOf = ({ link }: LinkRow): string => link.link_id;

const toRows = rememberLast((state: ConnectionsState): LinkRow[] => {
  const hosts = new Map(state.egresses.map((egress) => [egress.egress_id, egress.host]));
  return state.links.map((link: LinkState) => ({ link, host: hosts.get(link.egress_id) ?? link.egress_id }));
});

/** Every connection to the exchange: state, counters and next attempt. */
export function LinksPanel({ state }: { state: ConnectionsState | null }) {
  return (
    <TablePanel
      id="links"
      title="Connections to the exchange"
      rows={state && toRows(state)}
      rowKey={keyOf}
      columns={LINK_COLUMNS}
      card={CARD}
      sort={{ id: 'account', desc: false }}
      filters={FILTERS}
      groups={GROUPS}
      empty={<Notice title="No connections">No account is configured.</Notice>}
    />
  );
}
