import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A real proxy in the test process that records the requested targets. */
export interface TestProxy {
  readonly port: number;
  /** `host:port` of every requested connection, as written by the client. */
  readonly asked: string[];
  /** Cuts every connection and refuses new ones until lifted. */
  fail(): { lift(): void };
  /** Connections that clients opened to it. */
  readonly accepted: () => number;
  close(): Promise<void>;
}

export interface ProxyOptions {
  username?: string;
  password?: string;
  /** Host names that the proxy resolves itself. */
  names?: Record<string, string>;
  /** Loopback source address of its connections to the target. */
  localAddress?: string;
  /** Listening address; default 127.0.0.1. */
  host?: string;
  /** Status of a successful CONNECT; default 200. */
  connectStatus?: number;
  /** Speaks TLS to its clients, with this certificate. */
  tls?: { key: string; cert: string };
  /** Called when a client sends bytes to the target that it asked for. */
  onSent?: (target: string) => void;
}

/** HTTP CONNECT, with Basic credentials when options name them. */
export async function startHttpProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const expected =
    options.username === undefined
      ? undefined
      : `Basic ${Buffer.from(`${options.username}:${options.password ?? ''}`).toString('base64')}`;
  const refuse = (_: http.IncomingMessage, response: http.ServerResponse): void =>
    void response.writeHead(405).end();
  const server = options.tls ? https.createServer(options.tls, refuse) : http.createServer(refuse);
  server.on('connect', (request: http.IncomingMessage, client: Duplex) => {
    client.on('error', () => client.destroy());
    if (request.headers['proxy-authorization'] !== expected)
      return client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    asked.push(request.url ?? '');
    const { hostname, port } = new URL(`http://${request.url ?? ''}`);
    const target = net.connect({
      port: Number(port),
      host: resolveName(hostname, options),
      localAddress: options.localAddress,
    });
    target.once('connect', () =>
      client.write(`HTTP/1.1 ${options.connectStatus ?? 200} Connection established\r\n\r\n`),
    );
    client.on('data', () => options.onSent?.(request.url ?? ''));
    join(client, target);
  });
  return listening(server, asked, options.host);
}

/** SOCKS4, SOCKS4a and SOCKS5, depending on the client. */
export async function startSocksProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const server = net.createServer((client) => {
    client.on('error', () => client.destroy());
    const serve = async (): Promise<void> => {
      const reader = new Reader(client);
      const [version] = await reader.take(1);
      const to = version === 5 ? await greet5(reader, client, options) : await greet4(reader);
      if (!to) return void client.end();
      asked.push(`${to.host}:${to.port}`);
      const target = net.connect({
        port: to.port,
        host: resolveName(to.host, options),
        localAddress: options.localAddress,
      });
      await once(target, 'connect');
      const granted = version === 5 ? [5, 0, 0, 1, 0, 0, 0, 0, 0, 0] : [0, 90, 0, 0, 0, 0, 0, 0];
      client.write(Buffer.from(granted));
      reader.release();
      join(client, target);
    };
    serve().catch(() => client.destroy());
  });
  return listening(server, asked, options.host);
}

/** A listener that answers every connection with these bytes, or never. */
export async function startBrokenProxy(answer: string | null): Promise<TestProxy> {
  const server = net.createServer((client) => {
    client.on('error', () => client.destroy());
    client.on('data', () => answer !== null && client.end(answer));
  });
  return listening(server, []);
}

async function greet5(
  reader: Reader,
  client: Socket,
  options: ProxyOptions,
): Promise<{ host: string; port: number } | null> {
  const [count] = await reader.take(1);
  const methods = await reader.take(count!);
  const method = options.username === undefined ? 0 : 2;
  if (!methods.includes(method)) {
    client.write(Buffer.from([5, 0xff]));
    return null;
  }
  client.write(Buffer.from([5, method]));
  if (method === 2) {
    await reader.take(1);
    const username = await reader.text();
    const password = await reader.text();
    const known = username === options.username && password === (options.password ?? '');
    client.write(Buffer.from([1, known ? 0 : 1]));
    if (!known) return null;
  }
  const [, , , kind] = await reader.take(4);
  const host = kind === 3 ? await reader.text() : address(await reader.take(kind === 1 ? 4 : 16));
  return { host, port: (await reader.take(2)).readUInt16BE() };
}

async function greet4(reader: Reader): Promise<{ host: string; port: number }> {
  await reader.take(1);
  const port = (await reader.take(2)).readUInt16BE();
  const host = address(await reader.take(4));
  await reader.untilZero();
  return { host: /^0\.0\.0\.[1-9]/.test(host) ? await reader.untilZero() : host, port };
}

function address(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  return Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16)).join(':');
}

function resolveName(host: string, { names = {} }: ProxyOptions): string {
  return names[host] ?? host.replace(/^\[|\]$/g, '');
}

function join(client: Duplex, target: Socket): void {
  target.on('error', () => client.destroy());
  client.on('error', () => target.destroy());
  client.on('close', () => target.destroy());
  client.pipe(target).pipe(client);
}

async function listening(server: Server, asked: string[], host = '127.0.0.1'): Promise<TestProxy> {
  const clients = new Set<Socket>();
  let accepted = 0;
  let failing = false;
  server.on('connection', (client: Socket) => {
    accepted++;
    if (failing) return void client.destroy();
    clients.add(client);
    client.once('close', () => clients.delete(client));
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    accepted: () => accepted,
    fail: () => {
      failing = true;
      for (const client of clients) client.destroy();
      return { lift: () => void (failing = false) };
    },
    close: async () => {
      for (const client of clients) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Reads a byte stream in exact pieces. */
class Reader {
  private buffered = Buffer.alloc(0);
  private wake: () => void = () => undefined;
  private readonly onData = (chunk: Buffer): void => {
    this.buffered = Buffer.concat([this.buffered, chunk]);
    this.wake();
  };

  constructor(private readonly socket: Socket) {
    socket.on('data', this.onData);
  }

  async take(count: number): Promise<Buffer> {
    while (this.buffered.length < count) await new Promise<void>((resolve) => (this.wake = resolve));
    const taken = this.buffered.subarray(0, count);
    this.buffered = this.buffered.subarray(count);
    return taken;
  }

  async text(): Promise<string> {
    const [length] = await this.take(1);
    return (await this.take(length!)).toString();
  }

  async untilZero(): Promise<string> {
    let text = '';
    for (let [byte] = await this.take(1); byte !== 0; [byte] = await this.take(1))
      text += String.fromCharCode(byte!);
    return text;
  }

  release(): void {
    this.socket.off('data', this.onData);
  }
}
