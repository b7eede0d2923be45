import { ChevronDown } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useLive } from '../../live/use-live.js';
import { Button } from '../../ui/button.js';

const CheckMenu = lazy(() => import('../../ui/check-menu.js'));

interface ChosenAccountsProps {
  chosen: readonly number[];
  onChoose: (indexes: number[]) => void;
}

/** Chooses which accounts the curve is of. */
export function ChosenAccounts({ chosen, onChoose }: ChosenAccountsProps) {
  const accounts = useLive((state) => state.accounts);
  const label =
    chosen.length === 0
      ? 'All accounts'
      : chosen.length === 1
        ? (accounts.get(chosen[0]!)?.name ?? '1 account')
        : `${chosen.length} accounts`;
  const trigger = (
    <Button title="Accounts of the curve">
      {label} <ChevronDown size={12} aria-hidden />
    </Button>
  );
  return (
    <Suspense fallback={trigger}>
      <CheckMenu
        trigger={trigger}
        items={[...accounts.values()].map(({ account_index, name }) => ({
          id: String(account_index),
          label: name,
        }))}
        checked={chosen.map(String)}
        onChange={(ids) => onChoose(ids.map(Number))}
      />
    </Suspense>
  );
}
