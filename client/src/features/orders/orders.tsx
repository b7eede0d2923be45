import { AllEntities } from '../../lists/all-entities.js';
import { ORDERS } from '../../lists/entity-list.js';
import { Notice } from '../../ui/notice.js';

/** Every live order of every account. */
export default function Orders() {
  return (
    <AllEntities
      list={ORDERS}
      title="Orders"
      empty={<Notice title="No open orders">Orders appear here as soon as the exchange accepts them.</Notice>}
    />
  );
}
