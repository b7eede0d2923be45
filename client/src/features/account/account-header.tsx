import FileText from 'lucide:file-text';
import { Link } from 'react-router';
import { SECTIONS, type AccountState } from '../../live/model.js';
import { figuresOf } from '../../portfolio/account-figures.js';
import { groupOf, nameOf } from '../../portfolio/account-name.js';
import { useAccountName } from '../../live/use-account-name.js';
import { Age } from '../../ui/age.js';
import { AccountSwitcher } from './account-switcher.js';
import { Badge } from '../../ui/badge.js';

/** Name, health and age of each section, and the link to the statement. */
export function AccountHeader({ account }: { account: AccountState }) {
  const name = useAccountName(account.account_index, nameOf(account));
  const { health, reason } = figuresOf(account);
  const openGaps = account.gaps.filter(({ closed_at }) => closed_at === null).length;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-1 pt-1">
      <h1 className="text-base font-semibold">{name}</h1>
      <AccountSwitcher index={account.account_index} />
      <span className="text-muted num">{account.account_index}</span>
      <Badge tone={health === 'stale' ? 'warn' : 'neutral'}>{health}</Badge>
      {groupOf(account) && <Badge title="Group and tags">{groupOf(account)}</Badge>}
      {openGaps > 0 && (
        <Badge tone="warn" title="Fills of this span may be missing until they are recovered">
          {openGaps} open gap{openGaps > 1 ? 's' : ''}
        </Badge>
      )}
      {reason && <span className="text-warn text-xs">{reason}</span>}
      <ul
        className="text-muted text-2xs flex flex-wrap gap-x-3 max-sm:order-last max-sm:basis-full"
        aria-label="When each part was last confirmed"
      >
        {SECTIONS.map((section) => (
          <li
            key={section}
            title={
              account.sections[section].reason ?? `Source: ${account.sections[section].source ?? 'none yet'}`
            }
          >
            {section} <Age at={account.sections[section].confirmed_at} />
          </li>
        ))}
      </ul>
      <Link
        to={`/accounts/${account.account_index}/statement`}
        className="text-accent ml-auto flex items-center gap-1 text-xs hover:underline"
      >
        <FileText size={13} /> Statement
      </Link>
    </div>
  );
}
