import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { ExchangeError } from './exchange-error.js';
import { NetworkGuard, WrongNetwork } from './network-guard.js';

let dataDir: string;
const guard = (baseUrl: string): NetworkGuard =>
  new NetworkGuard({ history: { dataDir }, lighter: { baseUrl } } as unknown as AppConfig);

describe('the network guard', () => {
  beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'network-'))));
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('binds a new DATA_DIR to its first network and refuses another by name', () => {
    guard('https://mainnet.example');
    guard('https://mainnet.example');
    expect(() => guard('https://testnet.example')).toThrow(WrongNetwork);
    expect(() => guard('https://testnet.example')).toThrow(
      `DATA_DIR ${dataDir} belongs to https://mainnet.example, not to https://testnet.example`,
    );
  });

  it('remembers the network id from the first response', () => {
    guard('https://mainnet.example').check(304);
    const later = guard('https://mainnet.example');
    later.check(304);
    expect(() => later.check(300)).toThrow(ExchangeError);
    expect(() => later.check(300)).toThrow(
      'belongs to network 304 of https://mainnet.example, not to network 300',
    );
    expect(JSON.parse(readFileSync(join(dataDir, 'network.json'), 'utf8'))).toEqual({
      origin: 'https://mainnet.example',
      network_id: 304,
    });
  });

  it('forgets one wrong network id when the next response is right', () => {
    const network = guard('https://mainnet.example');
    network.check(304);
    for (let i = 0; i < 3; i++) {
      expect(() => network.check(300)).toThrow(ExchangeError);
      network.check(304);
    }
  });

  it('goes on unchecked when DATA_DIR cannot be used', () => {
    Logger.overrideLogger(false);
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    dataDir = join(file, 'below');
    guard('https://mainnet.example').check(304);
    dataDir = join(dataDir, '../..');
  });

  it('refuses a network.json that it cannot read', () => {
    writeFileSync(join(dataDir, 'network.json'), '{}');
    expect(() => guard('https://mainnet.example')).toThrow('does not name its network');
  });
});
