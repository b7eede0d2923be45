import { isLocalRequest } from './loopback.js';

const local = { remoteAddress: '127.0.0.1', headers: { host: 'localhost:5000' } };

describe('isLocalRequest', () => {
  it.each([
    ['a plain local request', local],
    ['IPv6 loopback', { remoteAddress: '::1', headers: { host: '[::1]:5000' } }],
    ['IPv4 mapped into IPv6', { remoteAddress: '::ffff:127.0.0.1', headers: { host: '127.0.0.1' } }],
    [
      'its own page',
      {
        ...local,
        headers: { host: 'localhost:5000', origin: 'http://localhost:5000', 'sec-fetch-site': 'same-origin' },
      },
    ],
    [
      'an address typed by a person',
      { ...local, headers: { host: 'localhost:5000', 'sec-fetch-site': 'none' } },
    ],
  ])('lets %s in', (_, request) => {
    expect(isLocalRequest(request)).toBe(true);
  });

  it.each([
    ['another machine', { ...local, remoteAddress: '192.0.2.7' }],
    ['an unknown peer', { ...local, remoteAddress: undefined }],
    ['a rebound name', { ...local, headers: { host: 'attacker.example' } }],
    [
      'a name that only starts like an address',
      { ...local, headers: { host: '127.0.0.1.attacker.example' } },
    ],
    ['no Host at all', { ...local, headers: {} }],
    [
      "another site's page",
      { ...local, headers: { host: 'localhost:5000', origin: 'https://attacker.example' } },
    ],
    [
      'another port of this machine',
      { ...local, headers: { host: 'localhost:5000', origin: 'http://localhost:3000' } },
    ],
    ['an opaque origin', { ...local, headers: { host: 'localhost:5000', origin: 'null' } }],
    [
      "another site's image tag",
      { ...local, headers: { host: 'localhost:5000', 'sec-fetch-site': 'cross-site' } },
    ],
    [
      'a reverse proxy here',
      { ...local, headers: { host: 'localhost:5000', 'x-forwarded-for': '192.0.2.7' } },
    ],
    ...[
      ...['x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'x-forwarded-server', 'x-real-ip'],
      ...['via', 'x-client-ip', 'x-cluster-client-ip', 'x-original-host', 'true-client-ip'],
      ...['cf-connecting-ip', 'cf-ray', 'fly-client-ip', 'fastly-client-ip', 'cdn-loop'],
    ].map((name): [string, Parameters<typeof isLocalRequest>[0]] => [
      `what says ${name}`,
      { ...local, headers: { host: 'localhost:5000', [name]: '1' } },
    ]),
    [
      'a proxy that says Forwarded',
      { ...local, headers: { host: 'localhost:5000', forwarded: 'for=192.0.2.7' } },
    ],
  ])('keeps %s out', (_, request) => {
    expect(isLocalRequest(request)).toBe(false);
  });
});
