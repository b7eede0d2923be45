import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';

/** The delta that leads to this state from any other. */
export function wholeDelta({ name, summary, volumes, sections, ...lists }: AccountState): AccountDelta {
  return {
    name,
    summary,
    volumes,
    sections,
    positions: { set: lists.positions },
    orders: { set: lists.orders },
    trades: { set: lists.trades },
    assets: { set: lists.assets },
    funding: { set: lists.funding },
    gaps: { set: lists.gaps },
  };
}
