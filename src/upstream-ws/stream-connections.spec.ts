import type { AppConfig } from '../config/app-config.js';
import { StreamConnections } from './stream-connections.js';

const none = undefined as never;
const connectionsOf = (...proxies: string[][]): StreamConnections => {
  const accounts = proxies.map((ids) => ({ proxies: ids.map((id) => ({ id })) }));
  return new StreamConnections({ accounts } as unknown as AppConfig, none, none, none, none, none);
};

describe('the connections of a configuration', () => {
  it('know how many accounts share one egress at most', () => {
    expect(connectionsOf(['a'], ['b'], ['c']).largestEgressGroup()).toBe(1);
    expect(connectionsOf(['a'], ['a', 'b'], ['a'], []).largestEgressGroup()).toBe(2);
    expect(connectionsOf().largestEgressGroup()).toBe(0);
  });
});
