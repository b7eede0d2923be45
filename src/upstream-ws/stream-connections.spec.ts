import type { AppConfig } from '../config/app-config.js';
import { StreamConnections } from './stream-connections.js';

const none = undefined as never;
const linesOf = (...ways: string[][]): StreamConnections => {
  const accounts = ways.map((ids) => ({ proxies: ids.map((id) => ({ id })) }));
  return new StreamConnections({ accounts } as unknown as AppConfig, none, none, none, none);
};

describe('the lines of a configuration', () => {
  it('know how many accounts share a way out at most, however many ways there are', () => {
    expect(linesOf(['a'], ['b'], ['c']).largestEgressGroup()).toBe(1);
    expect(linesOf(['a'], ['a', 'b'], ['a'], []).largestEgressGroup()).toBe(2);
    expect(linesOf().largestEgressGroup()).toBe(0);
  });
});
