import { ProxyIds, parseProxy } from './proxy.js';

function read(text: string) {
  const proxy = parseProxy(text);
  return (
    proxy && [proxy.protocol, proxy.host, proxy.port, proxy.username?.reveal(), proxy.password?.reveal()]
  );
}

describe('parseProxy', () => {
  it.each([
    ['http://user:pass@10.0.0.1:8080', ['http', '10.0.0.1', 8080, 'user', 'pass']],
    ['https://user:pass@proxy.example:8443/', ['https', 'proxy.example', 8443, 'user', 'pass']],
    ['HTTP://proxy.example', ['http', 'proxy.example', 80, undefined, undefined]],
    ['https://proxy.example', ['https', 'proxy.example', 443, undefined, undefined]],
    ['socks4://10.0.0.1', ['socks4', '10.0.0.1', 1080, undefined, undefined]],
    ['socks5://user@10.0.0.1:1080', ['socks5', '10.0.0.1', 1080, 'user', undefined]],
    ['socks5h://user:pass@[2001:db8::1]:1080', ['socks5h', '2001:db8::1', 1080, 'user', 'pass']],
    ['http://us%40er:p%3Ass%25@h:1', ['http', 'h', 1, 'us@er', 'p:ss%']],
    ['http://user:100%@h:1', ['http', 'h', 1, 'user', '100%']],
    ['http://user:p@ss/w#rd@h:1', ['http', 'h', 1, 'user', 'p@ss/w#rd']],
    ['10.0.0.1:3128', ['http', '10.0.0.1', 3128, undefined, undefined]],
    ['[::1]:3128', ['http', '::1', 3128, undefined, undefined]],
    ['user:pass@10.0.0.1:3128', ['http', '10.0.0.1', 3128, 'user', 'pass']],
    ['10.0.0.1:3128:user:pass', ['http', '10.0.0.1', 3128, 'user', 'pass']],
    ['10.0.0.1:3128:user:p%40:s@s', ['http', '10.0.0.1', 3128, 'user', 'p%40:s@s']],
    ['[2001:db8::1]:3128:user:pass', ['http', '2001:db8::1', 3128, 'user', 'pass']],
    ['socks5://10.0.0.1:1080:user:p@ss', ['socks5', '10.0.0.1', 1080, 'user', 'p@ss']],
    ['127.0.0.1:9@user:48213', ['http', '127.0.0.1', 9, 'user', '48213']],
    ['socks5://127.0.0.1:9@user:48213', ['socks5', '127.0.0.1', 9, 'user', '48213']],
    ['proxy.example:8080@user:secret', ['http', 'proxy.example', 8080, 'user', 'secret']],
    ['user:48213:127.0.0.1:9', ['http', '127.0.0.1', 9, 'user', '48213']],
    ['user:pa:ss:proxy.example:9', ['http', 'proxy.example', 9, 'user', 'pa:ss']],
    ['user:48213@squid:9', ['http', 'squid', 9, 'user', '48213']],
    ['http://my.user:48213@gate.example:9', ['http', 'gate.example', 9, 'my.user', '48213']],
    ['my.user:48213@127.0.0.1:9', ['http', '127.0.0.1', 9, 'my.user', '48213']],
  ])('reads %s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    '',
    'proxy.example',
    '3128',
    'ftp://h:1',
    'constructor://h:1',
    'h:0',
    'h:65536',
    'h:port',
    '::1:3128',
    'http://[zz]:1',
    'http://',
    'h:1:user',
    'http://a b:1',
    '2001:db8::1:3128',
  ])('refuses %j', (text) => {
    expect(parseProxy(text)).toBeNull();
  });

  it.each([
    '10.0.0.1:80@10.0.0.2:81',
    '10.0.0.1:80:10.0.0.2:81',
    'my.user:48213@gate.example:9',
    'http://proxy.example:8080@user:48213',
    'http://host:8080@user:p@ss',
    'user:48213:proxy.example:9',
  ])('refuses %s, which two notations fit', (text) => {
    expect(parseProxy(text)).toBeNull();
  });
});

describe('ProxyIds', () => {
  it('gives equal proxies one id and numbers different ones at the same address', () => {
    const ids = new ProxyIds();
    const identify = (text: string) => ids.identify(parseProxy(text)!).id;
    expect(identify('http://canary1:x@h:1')).toBe('h:1');
    expect(identify('http://canary2:x@h:1')).toBe('h:1#2');
    expect(identify('socks5://canary2:x@H:1')).toBe('h:1#3');
    expect(identify('h:1:canary1:x')).toBe('h:1');
    expect(identify('socks5://[::1]:1080')).toBe('[::1]:1080');
  });
});
