import { AllEntities } from '../../lists/all-entities.js';
import { POSITIONS } from '../../lists/entity-list.js';
import { Notice } from '../../ui/notice.js';
import { ViewSwitch } from '../../ui/view-switch.js';
import { PositionsByMarket } from './by-market.js';

/** Every open position of every account, or what they add up to in each market. */
export default function Positions() {
  return (
    <ViewSwitch
      first={{
        label: 'Every position',
        content: (
          <AllEntities
            list={POSITIONS}
            title="Positions"
            empty={<Notice title="No open positions">All accounts are flat.</Notice>}
          />
        ),
      }}
      second={{ name: 'markets', label: 'By market', content: <PositionsByMarket /> }}
    />
  );
}
