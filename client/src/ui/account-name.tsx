import { useAccountName } from '../preferences/use-preferences.js';

/** The user's name for an account, with its index. */
export function AccountName({ index, name }: { index: number; name: string }) {
  return (
    <span className="flex min-w-0 items-baseline gap-1.5">
      <span className="truncate font-medium">{useAccountName(index, name)}</span>
      <span className="text-muted num text-2xs max-sm:hidden">{index}</span>
    </span>
  );
}
