import type { AccountState, SectionName } from 'lighter-broadcaster-protocol/account';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';

interface View {
  parts: readonly Exclude<keyof AccountState & keyof AccountDelta, 'name' | 'label' | 'sections'>[];
  sections: readonly SectionName[];
}

/** The views of an account: the parts of its state that each one carries besides index and name. */
export const ACCOUNT_VIEWS = {
  positions: { parts: ['positions'], sections: ['positions', 'marks'] },
  orders: { parts: ['orders'], sections: ['orders'] },
  trades: { parts: ['trades', 'gaps'], sections: ['trades'] },
  summary: { parts: ['summary', 'volumes'], sections: ['summary', 'requirements', 'volumes'] },
  assets: { parts: ['assets'], sections: ['assets'] },
  funding: { parts: ['funding'], sections: ['funding'] },
} as const satisfies Record<string, View>;

export type AccountViewName = keyof typeof ACCOUNT_VIEWS;

export function viewOfState(state: AccountState, name: AccountViewName): Partial<AccountState> {
  const view: View = ACCOUNT_VIEWS[name];
  return {
    account_index: state.account_index,
    name: state.name,
    ...pick(state, view.parts),
    sections: pick(state.sections, view.sections),
  };
}

/** `null` when nothing in the view changed. */
export function viewOfDelta(delta: AccountDelta, name: AccountViewName): AccountDelta | null {
  const view: View = ACCOUNT_VIEWS[name];
  const sections = delta.sections && pick(delta.sections, view.sections);
  const visible: AccountDelta = {
    ...(delta.name !== undefined && { name: delta.name }),
    ...pick(delta, view.parts),
    ...(sections && Object.keys(sections).length > 0 && { sections }),
  };
  return Object.keys(visible).length > 0 ? visible : null;
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]])) as Pick<T, K>;
}
