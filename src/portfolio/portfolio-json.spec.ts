import { aPosition } from '../../test/support/canonical.js';
import { emptyAccount } from '../../test/support/fake-feed.js';
import { listsJson } from './portfolio-json.js';

it('lists positions by the texts that are known, and stays JSON while one is missing', () => {
  const positions = [aPosition({ market_id: 0 }), aPosition({ market_id: 1 })];
  const texts = {
    account: null,
    account_received_at: null,
    account_revision: 0,
    orders: new Map(),
    orderMarkets: new Map(),
    positions: new Map([[1, '{"market_id":1}']]),
    assets: new Map(),
    trades: new Map(),
  };
  const json = `{${listsJson({ state: { ...emptyAccount(7), positions }, texts })}}`;
  expect(JSON.parse(json)).toMatchObject({ positions: [{ market_id: 1 }] });
});
