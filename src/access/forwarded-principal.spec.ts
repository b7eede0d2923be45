import { ForwardedPrincipals } from './forwarded-principal.js';
import type { Principal } from './principal.js';

const CALLER: Principal = { name: 'bot', scope: 'read', accounts: new Set([7, 3]), rate: null };
let now = 1_000_000;
const cluster = new ForwardedPrincipals('shared secret', () => now);

describe('a forwarded principal', () => {
  it('is the caller, as another process of the cluster signed it', () => {
    expect(cluster.verify(cluster.sign(CALLER))).toEqual(CALLER);
    const everyAccount: Principal = { ...CALLER, accounts: null, scope: 'admin' };
    expect(cluster.verify(cluster.sign(everyAccount))).toEqual(everyAccount);
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
