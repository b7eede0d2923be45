import type { IncomingMessage } from 'node:http';
import type { TrustProxy } from '../config/values/trust-proxy.js';
import { clientAddress } from './client-address.js';

const request = (peer: string, forwarded?: string): IncomingMessage =>
  ({
    socket: { remoteAddress: peer },
    headers: { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

describe('clientAddress', () => {
  it.each<[string, TrustProxy, string, string | undefined, string]>([
    ['ignores the header when no proxy is trusted', false, '10.0.0.1', '192.0.2.1', '10.0.0.1'],
    ['takes the peer when there is no header', true, '10.0.0.1', undefined, '10.0.0.1'],
    [
      'takes the first of all when every proxy is trusted',
      true,
      '10.0.0.1',
      '192.0.2.1, 10.0.0.2',
      '192.0.2.1',
    ],
    ['goes back as many hops as are trusted', 1, '10.0.0.1', '6.6.6.6, 192.0.2.1', '192.0.2.1'],
    [
      'stops at the first address that is not trusted',
      ['10.0.0.0/8'],
      '10.0.0.1',
      '6.6.6.6, 192.0.2.1, 10.0.0.2',
      '192.0.2.1',
    ],
    ['knows IPv4 written as IPv6', ['10.0.0.1'], '::ffff:10.0.0.1', '192.0.2.1', '192.0.2.1'],
    ['knows named networks', ['loopback', 'uniquelocal'], '127.0.0.1', '192.0.2.1, 192.168.1.1', '192.0.2.1'],
    ['does not trust what is no address', ['10.0.0.0/8'], '10.0.0.1', '192.0.2.1, unknown', 'unknown'],
  ])('%s', (_, trust, peer, forwarded, expected) => {
    expect(clientAddress(request(peer, forwarded), trust)).toBe(expected);
  });
});
