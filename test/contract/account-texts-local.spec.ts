import { setUpStore } from '../support/state-store.js';
import { accountTextsSuite } from './account-texts.suite.js';

describe('account texts of the local store', () => {
  accountTextsSuite(() => {
    const { store } = setUpStore();
    return {
      source: store,
      store,
      catchUp: () => Promise.resolve(),
      close: () => store.onApplicationShutdown(),
    };
  });
});
