import { AllEntities } from '../../lists/all-entities.js';
import { POSITIONS } from '../../lists/entity-list.js';
import { Notice } from '../../ui/notice.js';

/** Every open position of every account. */
export default function Positions() {
  return (
    <AllEntities
      list={POSITIONS}
      title="Positions"
      empty={<Notice title="No open positions">All accounts are flat.</Notice>}
    />
  );
}
