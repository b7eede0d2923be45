import ChevronDown from 'lucide:chevron-down';
import { useLive } from '../../live/use-live.js';
import { nameIn } from '../../portfolio/account-name.js';
import { LazyCheckMenu } from '../../ui/lazy-check-menu.js';

interface ChosenAccountsProps {
  chosen: readonly number[];
  onChoose: (indexes: number[]) => void;
}

/** Selects the accounts included in the curve. */
export function ChosenAccounts({ chosen, onChoose }: ChosenAccountsProps) {
  const accounts = useLive((state) => state.throttled);
  const label =
    chosen.length === 0
      ? 'All accounts'
      : chosen.length === 1
        ? nameIn(accounts, chosen[0]!)
        : `${chosen.length} accounts`;
  return (
    <LazyCheckMenu
      button={{
        title: 'Accounts in the curve',
        children: (
          <>
            {label} <ChevronDown size={12} />
          </>
        ),
      }}
      items={[...accounts.keys()].map((index) => ({ id: String(index), label: nameIn(accounts, index) }))}
      checked={chosen.map(String)}
      onChange={(ids) => onChoose(ids.map(Number))}
    />
  );
}
