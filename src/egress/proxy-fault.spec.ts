import { proxyFaultOf } from './proxy-fault.js';

describe('what an error on the way through a proxy means', () => {
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
  ])('reads "%s" of the SOCKS client as %s', (message, kind) => {
    expect(proxyFaultOf(new Error(message), 'p')).toMatchObject({ kind, proxyId: 'p' });
  });

  it('goes by the code where there is one', () => {
    const error = Object.assign(new Error('socket hang up'), { code: 'ECONNREFUSED' });
    expect(proxyFaultOf(error, 'p').message).toBe('proxy p: refused the connection (ECONNREFUSED)');
  });
});
