import { AllEntities } from '../../lists/all-entities.js';
import { TRADES } from '../../lists/entity-list.js';
import { Notice } from '../../ui/notice.js';

/** The latest trades of every account, live; older ones are in each account's history. */
export default function Trades() {
  return (
    <AllEntities
      list={TRADES}
      title="Trades"
      empty={
        <Notice title="No trades yet">
          Fills appear here as they happen. Older ones are in the history of each account.
        </Notice>
      }
    />
  );
}
