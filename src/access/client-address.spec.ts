import type { TrustProxy } from '../config/values/trust-proxy.js';
import { TrustedProxies } from './client-address.js';

const clientOf = (trust: TrustProxy, remoteAddress: string, forwarded?: string): string =>
  new TrustedProxies(trust).clientOf({ remoteAddress, headers: { 'x-forwarded-for': forwarded } }).bucket;

describe('the client address behind proxies', () => {
  it.each<[string, TrustProxy, string, string | undefined, string]>([
    ['ignores the header when no proxy is trusted', false, '10.0.0.1', '192.0.2.1', '10.0.0.1'],
    ['is the peer without a header', true, '10.0.0.1', undefined, '10.0.0.1'],
    ['is the first entry when every proxy is trusted', true, '10.0.0.1', '192.0.2.1, 10.0.0.2', '192.0.2.1'],
    ['goes back as many hops as are trusted', 1, '10.0.0.1', '6.6.6.6, 192.0.2.1', '192.0.2.1'],
    [
      'is the nearest address that is not trusted',
      ['10.0.0.0/8'],
      '10.0.0.1',
      '6.6.6.6, 192.0.2.1, 10.0.0.2',
      '192.0.2.1',
    ],
    ['ignores the header of a peer that is not trusted', ['10.0.0.0/8'], '192.0.2.7', '6.6.6.6', '192.0.2.7'],
    ['recognizes IPv4 mapped into IPv6', ['10.0.0.1'], '::ffff:10.0.0.1', '::ffff:192.0.2.1', '192.0.2.1'],
    [
      'recognizes networks of IPv4 mapped into IPv6',
      ['::ffff:10.0.0.0/104'],
      '10.1.2.3',
      '192.0.2.1',
      '192.0.2.1',
    ],
    ['keeps other networks of IPv6', ['2001:db8::/32'], '2001:db8::5', '192.0.2.1', '192.0.2.1'],
    [
      'recognizes named networks',
      ['loopback', 'uniquelocal'],
      '127.0.0.1',
      '192.0.2.1, 192.168.1.1',
      '192.0.2.1',
    ],
    ['ends at an entry that is no address', true, '10.0.0.1', 'unknown, 192.0.2.1, 10.0.0.2', '192.0.2.1'],
    ['is the peer when no entry is an address', true, '10.0.0.1', 'unknown', '10.0.0.1'],
    ['drops the port of an IPv4 address', true, '10.0.0.1', '192.0.2.1:51234', '192.0.2.1'],
    ['drops the port of an IPv6 address', true, '10.0.0.1', '[2001:db8::1]:51234', '2001:db8::/64'],
    ['drops the zone of an IPv6 address', false, 'fe80::1%eth0', undefined, 'fe80::/64'],
    ['is the /64 network of an IPv6 address', false, '2001:DB8:0:7::a:1', undefined, '2001:db8:0:7::/64'],
  ])('%s', (_, trust, peer, forwarded, expected) => {
    expect(clientOf(trust, peer, forwarded)).toBe(expected);
  });

  it('is local only without a trusted header', () => {
    const isLocal = (trust: TrustProxy, forwarded?: string): boolean =>
      new TrustedProxies(trust).clientOf({
        remoteAddress: '127.0.0.1',
        headers: { 'x-forwarded-for': forwarded },
      }).isLocal;
    expect([isLocal(true), isLocal(true, '127.0.0.1'), isLocal(false, '127.0.0.1')]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
