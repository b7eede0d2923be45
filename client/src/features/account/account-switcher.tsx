import { useNavigate, useSearchParams } from 'react-router';
import { useLive } from '../../live/use-live.js';
import { nameOf } from '../../portfolio/account-name.js';
import { Select } from '../../ui/select.js';

/** Shows another account with the same tab. */
export function AccountSwitcher({ index }: { index: number }) {
  const accounts = useLive((state) => state.throttled);
  const [params] = useSearchParams();
  const navigate = useNavigate();
  if (accounts.size < 2) return null;
  return (
    <Select
      label="Switch account"
      value={String(index)}
      options={[...accounts.values()].map((account) => ({
        value: String(account.account_index),
        label: nameOf(account),
      }))}
      onChange={({ target }) => void navigate(`/accounts/${target.value}?${params.toString()}`)}
    />
  );
}
