import type { AppConfig } from '../config/app-config.js';
import { Lines } from './lines.js';

const none = undefined as never;
const linesOf = (...ways: string[][]): Lines => {
  const accounts = ways.map((ids) => ({ proxies: ids.map((id) => ({ id })) }));
  return new Lines({ accounts } as unknown as AppConfig, none, none, none, none);
};

describe('the lines of a configuration', () => {
  it('know how many accounts share a way out at most, however many ways there are', () => {
    expect(linesOf(['a'], ['b'], ['c']).mostOnOneRoute()).toBe(1);
    expect(linesOf(['a'], ['a', 'b'], ['a'], []).mostOnOneRoute()).toBe(2);
    expect(linesOf().mostOnOneRoute()).toBe(0);
  });
});
