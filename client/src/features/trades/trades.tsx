import { AllEntities } from '../../lists/all-entities.js';
import { TRADES } from '../../lists/entity-list.js';
import { Notice } from '../../ui/notice.js';
import { Segmented } from '../../ui/segmented.js';
import { useAddress } from '../../ui/use-address.js';
import { TradeHistory } from './trade-history.js';

const VIEWS = { live: 'Latest, live', history: 'History' } as const;

/** The latest trades of every account, live, or all of a range from the history. */
export default function Trades() {
  const { get, clear } = useAddress();
  const view = get('view') === 'history' ? 'history' : 'live';
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <div className="flex px-1 pt-1">
        <Segmented
          label="View"
          value={view}
          options={VIEWS}
          onChange={(next) => clear(next === 'history' ? { view: next } : {})}
        />
      </div>
      {view === 'history' ? (
        <TradeHistory />
      ) : (
        <AllEntities
          list={TRADES}
          title="Trades"
          empty={
            <Notice title="No trades yet">
              Fills appear here as they happen. Older ones are in the history.
            </Notice>
          }
        />
      )}
    </div>
  );
}
