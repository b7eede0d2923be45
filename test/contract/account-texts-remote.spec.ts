import type { RemoteAnswer } from '../../src/frontend-only/collector-api.port.js';
import type { RemoteApi } from '../../src/frontend-only/remote-api.js';
import { RemoteTexts } from '../../src/frontend-only/remote-texts.js';
import { toTextsJson } from '../../src/state/account-texts-json.js';
import { setUpStore } from '../support/state-store.js';
import { settleIo } from '../support/until.js';
import { accountTextsSuite } from './account-texts.suite.js';

describe('account texts of another instance', () => {
  accountTextsSuite(() => {
    const { clock, store } = setUpStore();
    const request = (_: string, path: string): Promise<RemoteAnswer> => {
      const texts = store.texts(Number(/^\/api\/accounts\/(\d+)\/texts$/.exec(path)?.[1]));
      const text = texts ? JSON.stringify(toTextsJson(texts)) : '{}';
      return Promise.resolve({
        status: texts ? 200 : 404,
        contentType: 'application/json',
        text,
        retryAfter: null,
      });
    };
    const source = new RemoteTexts(store, { request } as unknown as RemoteApi, clock);
    source.onModuleInit();
    return {
      source,
      store,
      catchUp: () => {
        clock.advance(1_000);
        return settleIo();
      },
      close: () => {
        source.onModuleDestroy();
        store.onApplicationShutdown();
      },
    };
  });
});
