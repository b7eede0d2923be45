import { ForwardedPrincipals } from './forwarded-principal.js';
import type { AppConfig } from '../config/app-config.js';
import type { Principal } from './principal.js';
import { RequestLimiter } from './request-limiter.js';
import type { RequestWindows } from './request-windows.js';

const CALLER: Principal = { name: 'bot', scope: 'read', accounts: new Set([7, 3]), rate: null };
let now = 1_000_000;
const cluster = new ForwardedPrincipals('shared secret', () => now);

describe('a forwarded principal', () => {
  it('is the caller, as another process of the cluster signed it', () => {
    expect(cluster.verify(cluster.sign(CALLER))).toMatchObject(CALLER);
    const everyAccount: Principal = { ...CALLER, accounts: null, scope: 'admin' };
    expect(cluster.verify(cluster.sign(everyAccount))).toMatchObject(everyAccount);
  });

  it('is not counted again: the process that was asked first counted the request', () => {
    const hits: string[] = [];
    const hit = (key: string) => {
      hits.push(key);
      return { totalHits: 1, timeToExpire: 60, isBlocked: false, timeToBlockExpire: 0 };
    };
    const limiter = new RequestLimiter({ hit } as unknown as RequestWindows, {} as AppConfig);
    const client = { bucket: '192.0.2.7', isLocal: false };
    limiter.count({ principal: cluster.verify(cluster.sign(CALLER))!, client });
    limiter.countBot({ principal: cluster.verify(cluster.sign(CALLER))!, client });
    expect(hits).toEqual([]);
    limiter.count({ principal: CALLER, client });
    expect(hits).toEqual(['key bot']);
  });

  it('is refused from outside, altered, or late', () => {
    const signed = cluster.sign(CALLER);
    const [claims = '', signature = ''] = signed.split('.');
    const other = new ForwardedPrincipals('another secret', () => now).sign(CALLER);
    const admin = Buffer.from(
      Buffer.from(claims, 'base64url').toString().replace('"read"', '"admin"'),
    ).toString('base64url');
    for (const forged of ['', '.', 'e30.AAAA', other, `${admin}.${signature}`, `${claims}.`, claims])
      expect(cluster.verify(forged)).toBeNull();
    now += 31_000;
    expect(cluster.verify(signed)).toBeNull();
  });
});
