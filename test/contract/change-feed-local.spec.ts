import { tradeOf } from '../support/fake-feed.js';
import { fromStream, tradesUpdate } from '../support/canonical.js';
import { anIncident, setUpStore } from '../support/state-store.js';
import { changeFeedSuite } from './change-feed.suite.js';

describe('change feed of the local store', () => {
  changeFeedSuite(() => {
    const { store } = setUpStore();
    store.apply({ type: 'incident', incident: anIncident('before') });
    return Promise.resolve({
      feed: store,
      trade: (index, id) => store.apply(tradesUpdate(index, fromStream(id), tradeOf(id))),
      incident: (id) => store.apply({ type: 'incident', incident: anIncident(id) }),
      close: () => Promise.resolve(store.onApplicationShutdown()),
    });
  });
});
