import { proxyFaultOf } from './proxy-fault.js';

describe('the fault behind an error of a dial', () => {
  it.each([
    ['connect ECONNREFUSED 192.0.2.1:1080', 'proxy-refused'],
    ['', 'proxy-refused'],
    ['Socks5 proxy rejected connection - NotAllowed', 'proxy-refused'],
    ['getaddrinfo ENOTFOUND proxy.example', 'proxy-unreachable'],
    ['connect EHOSTUNREACH 192.0.2.1:1080', 'proxy-unreachable'],
    ['connect ETIMEDOUT 192.0.2.1:1080', 'proxy-timeout'],
    ['Socks5 Authentication failed', 'proxy-auth'],
    ['read ECONNRESET', 'proxy-garbage'],
    ['Socket closed', 'proxy-garbage'],
  ])('of "%s" from the SOCKS client is %s', (message, kind) => {
    expect(proxyFaultOf(new Error(message), 'p')).toMatchObject({ kind, proxyId: 'p' });
  });

  it('follows the code where there is one', () => {
    const error = Object.assign(new Error('socket hang up'), { code: 'ECONNREFUSED' });
    expect(proxyFaultOf(error, 'p').message).toBe('proxy p: refused the connection (ECONNREFUSED)');
  });
});
