import { Link } from 'react-router';
import { signOf } from 'lighter-broadcaster-protocol/decimal';
import { timeOfDay } from '../../format/time.js';
import { useLive } from '../../live/use-live.js';
import type { AccountState } from '../../live/model.js';
import { tradesOf, type TradeEntry } from '../../portfolio/entries.js';
import { rememberLast } from '../../portfolio/remember.js';
import { AccountName } from '../../ui/account-name.js';
import { Notice } from '../../ui/notice.js';
import { Num } from '../../ui/num.js';
import { Panel } from '../../ui/panel.js';
import { Side } from '../../ui/side.js';
import { Loading } from '../../ui/unknown.js';

const SHOWN = 40;

/** The newest trades over all accounts. */
const selectLast = rememberLast((accounts: ReadonlyMap<number, AccountState>): readonly TradeEntry[] =>
  [...accounts.values()]
    .flatMap((account) => tradesOf(account).slice(0, SHOWN))
    .sort((a, b) => b.item.timestamp - a.item.timestamp)
    .slice(0, SHOWN),
);

export function LastTrades() {
  const accounts = useLive((state) => state.throttled);
  const trades = selectLast(accounts);
  return (
    <Panel
      title="Last trades"
      className="min-h-48 flex-1"
      aside={
        <Link to="/trades" className="text-accent text-xs hover:underline">
          All trades
        </Link>
      }
    >
      <ol
        className="border-line min-h-0 flex-1 overflow-y-auto border-t"
        tabIndex={0}
        aria-label="Last trades"
      >
        {accounts.size === 0 && (
          <li className="p-3">
            <Loading />
          </li>
        )}
        {/* By place: trades move through rows that stay, so that nothing on the page shifts. */}
        {trades.map(({ index, account, item }, place) => (
          <li key={place} className="border-line/60 grid grid-cols-[auto_1fr] gap-x-2 border-b px-3 py-1.5">
            <span className="num text-muted">{timeOfDay(item.timestamp)}</span>
            <span className="flex min-w-0 gap-1.5">
              <Side side={item.side} />
              <span className="mr-auto font-medium">{item.symbol}</span>
              <Num value={item.size} kind="quantity" flash={false} /> <span className="text-muted">@</span>{' '}
              <Num value={item.price} kind="quantity" flash={false} />
            </span>
            <span className="text-muted col-start-2 flex min-w-0 justify-between gap-2 text-xs">
              <AccountName index={index} name={account} />
              {item.realized_pnl !== null && signOf(item.realized_pnl) !== 0 && (
                <Num value={item.realized_pnl} signed flash={false} />
              )}
            </span>
          </li>
        ))}
      </ol>
      {accounts.size > 0 && trades.length === 0 && (
        <Notice title="No trades yet">Fills appear here as they happen.</Notice>
      )}
    </Panel>
  );
}
