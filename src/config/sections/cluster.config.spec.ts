import { faultsOf } from '../../../test/support/config-faults.js';
import { readConfig } from '../read-config.js';
import type { Environment } from '../variable.js';

const ACCOUNT = { Lighter_1_main_Account_Index: '5' };

describe('GATEWAYS', () => {
  it('is refused where it has no meaning, by name', () => {
    const faults = (env: Environment, platform: NodeJS.Platform = 'linux'): readonly string[] =>
      faultsOf({ ...ACCOUNT, GATEWAYS: '2', ...env }, { platform });
    expect(faults({})).toEqual([]);
    expect(
      readConfig({ ...ACCOUNT, GATEWAYS: 'auto' }, { platform: 'linux' }).cluster.gateways,
    ).toBeGreaterThan(0);
    expect(faults({ GATEWAYS: 'many' })).toEqual(['GATEWAYS must be a whole number or auto']);
    const remote = { BROADCASTER_MODE: 'FRONTEND_ONLY', REMOTE_API_BASE: 'https://other.example' };
    for (const refused of [
      faults(remote),
      faults({ Lighter_1_main_Account_Index: '' }),
      faults({ CLUSTER_URL: 'redis://h', API_KEYS: 'a:admin:0123456789abcdef', CLUSTER_ROLES: 'collector' }),
      faults({}, 'darwin'),
    ])
      expect(refused).toEqual([expect.stringMatching(/^GATEWAYS /)]);
  });
});

describe('CLUSTER_SHARDS', () => {
  it('is refused where it has no meaning, by name', () => {
    const shared = {
      ...ACCOUNT,
      CLUSTER_URL: 'redis://h',
      API_KEYS: 'a:admin:0123456789abcdef',
      CLUSTER_SHARDS: '4',
      MIRROR: 'off',
    };
    const faults = (env: Environment): readonly string[] => faultsOf({ ...shared, ...env });
    expect(faults({})).toEqual([]);
    expect(readConfig(shared).cluster.shards).toBe(4);
    expect(readConfig(ACCOUNT).cluster.shards).toBe(1);
    for (const refused of [
      faults({ CLUSTER_URL: '' }),
      faults({ CLUSTER_SHARDS: '0' }),
      faults({ CLUSTER_SHARDS: '65' }),
      faults({ CLUSTER_SHARDS: 'many' }),
      faults({ MIRROR: 'on' }),
    ])
      expect(refused).toEqual([expect.stringMatching(/^CLUSTER_SHARDS /)]);
    // One share is what there was before.
    expect(faults({ CLUSTER_URL: '', CLUSTER_SHARDS: '1', MIRROR: 'on' })).toEqual([]);
  });
});
