import { followAll, startExchange, startProduct, type Product, type SimulatedExchange } from './product.js';

/** The exchange and the product of a suite, from its first test to its last. */
export interface Rig {
  exchange: SimulatedExchange;
  product: Product;
}

/**
 * Starts both before all tests of the describe that calls this, the product following every account, and ends both after
 * them. What it returns holds them once they are up.
 */
export function startBoth(
  exchangeArgs: string[],
  env: (exchange: SimulatedExchange) => NodeJS.ProcessEnv,
): Rig {
  const rig: Partial<Rig> = {};
  beforeAll(async () => {
    rig.exchange = await startExchange(...exchangeArgs);
    rig.product = await startProduct({ ...followAll(rig.exchange), ...env(rig.exchange) });
  });
  afterAll(async () => {
    const code = await rig.product?.stop();
    await rig.exchange?.child.stop();
    if (rig.product) expect(code).toBe(0);
  });
  return rig as Rig;
}
