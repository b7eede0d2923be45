import { AllEntities } from '../../lists/all-entities.js';
import { POSITIONS } from '../../lists/entity-list.js';
import { Notice } from '../../ui/notice.js';
import { Segmented } from '../../ui/segmented.js';
import { useAddress } from '../../ui/use-address.js';
import { PositionsByMarket } from './by-market.js';

const VIEWS = { positions: 'Every position', markets: 'By market' } as const;

/** Every open position of every account, or what they add up to in each market. */
export default function Positions() {
  const { get, clear } = useAddress();
  const view = get('view') === 'markets' ? 'markets' : 'positions';
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <div className="flex px-1 pt-1">
        <Segmented
          label="View"
          value={view}
          options={VIEWS}
          onChange={(next) => clear(next === 'markets' ? { view: next } : {})}
        />
      </div>
      {view === 'markets' ? (
        <PositionsByMarket />
      ) : (
        <AllEntities
          list={POSITIONS}
          title="Positions"
          empty={<Notice title="No open positions">All accounts are flat.</Notice>}
        />
      )}
    </div>
  );
}
