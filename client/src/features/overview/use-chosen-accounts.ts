import { useAddress } from '../../ui/use-address.js';

/** Accounts included in the curve; none selected means all. Kept in the address. */
export function useChosenAccounts(): { chosen: number[]; choose: (indexes: number[]) => void } {
  const { get, set } = useAddress();
  const chosen = (get('curve') ?? '')
    .split('-')
    .filter((text) => /^\d+$/.test(text))
    .map(Number);
  return { chosen, choose: (indexes) => set('curve', indexes.join('-')) };
}
