import { EventEmitter } from 'node:events';
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import { SocksProxyAgent } from 'socks-proxy-agent';
import type { ProxyConfig } from '../config/accounts/proxy.js';
import { ProxyFault } from './proxy-fault.js';

export interface Destination {
  host: string;
  port: number;
}

/**
 * Opens a raw connection to the destination through the proxy. The proxy resolves names, except for `socks4` and
 * `socks5`, which by convention resolve locally.
 * @throws ProxyFault, or the error of the network; `signal` aborts.
 */
export function openTunnel(proxy: ProxyConfig, to: Destination, signal: AbortSignal): Promise<Socket> {
  return proxy.protocol.startsWith('socks') ? openSocks(proxy, to) : openConnect(proxy, to, signal);
}

function openConnect(proxy: ProxyConfig, to: Destination, signal: AbortSignal): Promise<Socket> {
  const client = proxy.protocol === 'https' ? https : http;
  const authority = isIP(to.host) === 6 ? `[${to.host}]:${to.port}` : `${to.host}:${to.port}`;
  return new Promise((resolve, reject) => {
    const request = client.request({
      host: proxy.host,
      port: proxy.port,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...authorization(proxy) },
      agent: false,
      signal,
    });
    request.once('connect', (response, socket, head) => {
      const status = response.statusCode ?? 0;
      // A destination that speaks first, as mail servers do, may have begun already.
      if (head.length > 0) socket.unshift(head);
      if (status >= 200 && status < 300) return resolve(socket);
      socket.destroy();
      reject(connectFault(proxy, status));
    });
    request.once('response', (response) => {
      response.destroy();
      reject(connectFault(proxy, response.statusCode ?? 0));
    });
    request.once('error', reject);
    request.end();
  });
}

function connectFault(proxy: ProxyConfig, status: number): ProxyFault {
  const kind = status === 407 ? 'proxy-auth' : 'proxy-refused';
  return new ProxyFault(kind, proxy.id, `answered CONNECT with ${status}`);
}

function authorization({ username, password }: ProxyConfig): Record<string, string> {
  if (!username && !password) return {};
  const credentials = `${username?.reveal() ?? ''}:${password?.reveal() ?? ''}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

async function openSocks(proxy: ProxyConfig, to: Destination): Promise<Socket> {
  const url = new URL(`${proxy.protocol}://proxy.invalid:${proxy.port}`);
  url.username = encodeURIComponent(proxy.username?.reveal() ?? '');
  url.password = encodeURIComponent(proxy.password?.reveal() ?? '');
  const agent = new SocksProxyAgent(url);
  // The agent keeps the brackets of an IPv6 host, which resolvers do not understand.
  agent.proxy.host = proxy.host;
  const family = proxy.protocol === 'socks4' ? 4 : 0;
  const lookup = (host: string, _options: object, done: LookupDone): void =>
    dns.lookup(host, { family }, done);
  const socket = await agent.connect(new EventEmitter() as http.ClientRequest, {
    ...to,
    lookup: lookup,
    secureEndpoint: false,
  });
  return socket;
}

type LookupDone = (error: NodeJS.ErrnoException | null, address: string, family: number) => void;
