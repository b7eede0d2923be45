import { countColumn } from '../../columns/column-factories';
import { dateTime } from '../../format/time.js';
import type { LinkState } from '../../live/model.js';
import { useLive } from '../../live/use-live.js';
import { heardOver, isConfirmed } from '../../portfolio/standing.js';
import { heardAt, isTrying } from '../../portfolio/links.js';
import { AccountName } from '../../ui/account-name.js';
import { Age } from '../../ui/age.js';
import { Badge, type Tone } from '../../ui/badge.js';
import { Countdown } from '../../ui/countdown.js';
import { useNow } from '../../ui/use-now.js';
import type { Column } from '../../ui/table/column.js';
import { None } from '../../ui/unknown.js';
import { LinkActions } from './link-actions.js';

export interface LinkRow {
  link: LinkState;
  /** Egress host, without credentials. */
  host: string;
}

const TONES: Record<LinkState['state'], Tone> = {
  connected: 'neutral',
  connecting: 'accent',
  waiting: 'down',
  refused: 'down',
  idle: 'neutral',
  paused: 'warn',
};

export const LINK_COLUMNS: readonly Column<LinkRow>[] = [
  {
    id: 'account',
    header: 'Account',
    width: 184,
    phoneWidth: 132,
    value: ({ link }) => `${link.account_name} ${link.account_index ?? ''}`,
    cell: ({ link }) =>
      link.account_index === null ? (
        <em className="text-muted">market data</em>
      ) : (
        <AccountName index={link.account_index} name={link.account_name} />
      ),
  },
  { id: 'kind', header: 'Line', width: 68, value: ({ link }) => (link.kind === 'rest' ? 'REST' : 'stream') },
  {
    id: 'state',
    header: 'State',
    width: 100,
    value: ({ link }) => link.state,
    cell: ({ link }) => <LinkStateBadge link={link} />,
  },
  {
    id: 'actions',
    header: 'Action',
    width: 62,
    value: () => null,
    cell: ({ link }) => <LinkActions link={link} />,
  },
  {
    id: 'phase',
    header: 'Retry',
    hint: 'Phase of the retry schedule, and attempts in this phase',
    width: 72,
    value: ({ link }) => (isTrying(link) ? `${link.retry_phase}.${link.phase_attempts}` : null),
    cell: ({ link }) =>
      !isTrying(link) ? (
        <None label="–" />
      ) : (
        <span
          className="num"
          title={`Phase ${link.retry_phase} of the retry schedule, attempt ${link.phase_attempts}`}
        >
          {link.retry_phase} · {link.phase_attempts}
        </span>
      ),
  },
  {
    id: 'next',
    header: 'Next try',
    align: 'right',
    width: 76,
    order: 'number',
    value: ({ link }) => link.next_attempt_at,
    cell: ({ link }) =>
      link.next_attempt_at === null ? <None label="–" /> : <Countdown to={link.next_attempt_at} />,
  },
  {
    id: 'uptime',
    header: 'Up for',
    align: 'right',
    width: 84,
    order: 'number',
    value: ({ link }) => upSince(link),
    cell: ({ link }) => (upSince(link) === null ? <None label="down" /> : <Age at={upSince(link)} />),
  },
  {
    id: 'heard',
    header: 'Last message',
    align: 'right',
    width: 84,
    order: 'number',
    value: ({ link }) => heardAt(link),
    cell: ({ link }) => <Age at={heardAt(link)} />,
  },
  countColumn('messages', 'Messages', ({ link }) => link.messages, {
    width: 80,
    hint: 'REST: requests; WebSocket: frames received',
  }),
  countColumn('failures', 'Failures', ({ link }) => link.failures, { width: 72 }),
  countColumn('reconnects', 'Reconnects', ({ link }) => link.reconnects, { width: 92 }),
  {
    id: 'rtt',
    header: 'Round trip',
    align: 'right',
    width: 80,
    order: 'number',
    value: ({ link }) => link.rtt_ms ?? null,
    cell: ({ link }) =>
      typeof link.rtt_ms === 'number' ? (
        <span className="num">{Math.round(link.rtt_ms)} ms</span>
      ) : (
        <None label="–" />
      ),
  },
  { id: 'egress', header: 'Egress', width: 100, value: ({ host }) => host },
  {
    id: 'token',
    header: 'Token expires',
    hint: 'Expiry of the configured token; tokens signed with a key are renewed automatically',
    width: 100,
    order: 'number',
    value: ({ link }) => link.credential_expires_at,
    cell: ({ link }) =>
      link.account_index === null ? <None label="–" /> : <TokenEnd at={link.credential_expires_at} />,
  },
  {
    id: 'error',
    header: 'Last error',
    width: 200,
    value: ({ link }) => link.last_error,
    cell: ({ link }) => (
      <span className="text-muted truncate" title={link.last_error ?? undefined}>
        {link.last_error ?? ''}
      </span>
    ),
  },
];

const NO_LINKS: readonly LinkState[] = [];

/** Connected is only what was heard lately: nothing asked over a connection is no evidence that it works. */
function LinkStateBadge({ link }: { link: LinkState }) {
  const now = useNow() + useLive(({ clockOffset }) => clockOffset);
  const egresses = heardOver(useLive(({ connections }) => connections?.links ?? NO_LINKS));
  if (isConfirmed(link, egresses, now))
    return (
      <Badge tone={TONES[link.state]} title={link.last_error ?? undefined}>
        {link.state}
      </Badge>
    );
  return (
    <Badge tone="warn" title="Connected when last heard, and not heard lately">
      not heard
    </Badge>
  );
}

function upSince({ state, connected_since }: LinkState): number | null {
  return state === 'connected' ? connected_since : null;
}

const SOON_MS = 7 * 86_400_000;

function TokenEnd({ at }: { at: number | null }) {
  const now = useNow();
  if (at === null) return <None label="no end" />;
  return at - now < SOON_MS ? (
    <Badge tone="warn" title={dateTime(at)}>
      in <Countdown to={at} />
    </Badge>
  ) : (
    <span className="num text-muted">{dateTime(at).slice(0, 10)}</span>
  );
}
