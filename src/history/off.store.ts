import { Problem } from '../http/problems.js';
import { DiscardingStore } from './discarding.store.js';

/** The store for `HISTORY=off`: answers every query with HISTORY_OFF. */
export class OffStore extends DiscardingStore {
  protected override refusal(): Problem {
    return new Problem('HISTORY_OFF', 'History is switched off (HISTORY=off)');
  }
}
