import { Link } from 'react-router';
import { configuredName } from '../portfolio/account-name.js';
import { useAccountName } from '../live/use-account-name.js';
import { useFlash } from './use-flash.js';

interface AccountNameProps {
  index: number;
  name: string;
  /** Id of its newest fill: the name flashes when the account trades. */
  lastTrade?: string | null;
}

/** What people call an account, with its index; leads to the account. */
export function AccountName({ index, name, lastTrade = null }: AccountNameProps) {
  const element = useFlash<HTMLAnchorElement>(lastTrade);
  const shown = useAccountName(index, configuredName(name));
  return (
    <Link
      ref={element}
      to={`/accounts/${index}`}
      tabIndex={-1}
      className="group/name flex min-w-0 items-baseline gap-1.5 rounded-sm"
    >
      <span className="truncate font-medium group-hover/name:underline max-sm:[direction:rtl] max-sm:text-left">
        <bdi>{shown}</bdi>
      </span>
      <span className="text-muted num text-2xs max-sm:hidden">{index}</span>
    </Link>
  );
}
