import { useAddress } from '../../ui/use-address.js';

/** The accounts that the curve is of; none chosen stands for all. Kept in the address. */
export function useChosenAccounts(): { chosen: number[]; choose: (indexes: number[]) => void } {
  const { get, set } = useAddress();
  const chosen = (get('curve') ?? '')
    .split('-')
    .filter((text) => /^\d+$/.test(text))
    .map(Number);
  return { chosen, choose: (indexes) => set('curve', indexes.join('-')) };
}
