import { useSearchParams } from 'react-router';

/** The accounts that the curve is of; none chosen stands for all. Kept in the address. */
export function useChosenAccounts(): { chosen: number[]; choose: (indexes: number[]) => void } {
  const [params, setParams] = useSearchParams();
  const chosen = (params.get('curve') ?? '')
    .split('-')
    .filter((text) => /^\d+$/.test(text))
    .map(Number);
  const choose = (indexes: number[]): void =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (indexes.length > 0) after.set('curve', indexes.join('-'));
        else after.delete('curve');
        return after;
      },
      { replace: true },
    );
  return { chosen, choose };
}
