import { isLive } from 'lighter-broadcaster-protocol/account';
import type { ChangeFeed } from './change-feed.port.js';

type Sees = (accountIndex: number) => boolean;
const ALL: Sees = () => true;

/** Number of configured and of live accounts that the caller can see. */
export function freshness(feed: ChangeFeed, sees: Sees = ALL): { total: number; fresh: number } {
  const accounts = feed.accountIndexes().filter(sees);
  const fresh = accounts.filter((index) => {
    const account = feed.account(index);
    return account !== undefined && isLive(account);
  });
  return { total: accounts.length, fresh: fresh.length };
}

/** Whether the stream of any account that the caller can see is connected. */
export function streamUp(feed: ChangeFeed, sees: Sees = ALL): boolean {
  return feed
    .connections()
    .links.some(
      ({ kind, state, account_index: index }) =>
        kind === 'websocket' && state === 'connected' && index !== null && sees(index),
    );
}
