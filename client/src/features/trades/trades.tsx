import { AllEntities } from '../../lists/all-entities.js';
import { TRADES } from '../../lists/entity-list.js';
import { Notice } from '../../ui/notice.js';
import { ViewSwitch } from '../../ui/view-switch.js';
import { TradeHistory } from './trade-history.js';

/** The latest trades of every account, live, or all of a range from the history. */
export default function Trades() {
  return (
    <ViewSwitch
      first={{
        label: 'Latest, live',
        content: (
          <AllEntities
            list={TRADES}
            title="Trades"
            empty={
              <Notice title="No trades yet">
                Fills appear here as they happen. Older ones are in the history.
              </Notice>
            }
          />
        ),
      }}
      second={{ name: 'history', label: 'History', content: <TradeHistory /> }}
    />
  );
}
