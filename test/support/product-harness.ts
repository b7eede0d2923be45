import { followAll, startExchange, startProduct, type Product, type SimulatedExchange } from './product.js';

/** The exchange and the product shared by the tests of a suite. */
export interface ProductHarness {
  exchange: SimulatedExchange;
  product: Product;
}

/**
 * Starts both before all tests of the calling describe, with the product following every account, and stops both after
 * them. The returned object is filled once they are up.
 */
export function startBoth(
  exchangeArgs: string[],
  env: (exchange: SimulatedExchange) => NodeJS.ProcessEnv,
): ProductHarness {
  const rig: Partial<ProductHarness> = {};
  beforeAll(async () => {
    rig.exchange = await startExchange(...exchangeArgs);
    rig.product = await startProduct({ ...followAll(rig.exchange), ...env(rig.exchange) });
  });
  afterAll(async () => {
    const code = await rig.product?.stop();
    await rig.exchange?.child.stop();
    if (rig.product) expect(code).toBe(0);
  });
  return rig as ProductHarness;
}
