import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** A reverse proxy that serves the service under a path, for requests and upgrades. */
export class ReverseProxy {
  /** Address of the service, to be set once it is known. */
  target = '';

  private constructor(
    private readonly server: Server,
    private readonly path: string,
    private readonly strips: boolean,
  ) {}

  /** @param strips whether it removes the path, and reports it in `X-Forwarded-Prefix` */
  static async start(path: string, strips: boolean): Promise<ReverseProxy> {
    const server = createServer();
    const proxy = new ReverseProxy(server, path, strips);
    server.on('request', (asked, reply) => {
      if (!asked.url!.startsWith(`${path}/`)) return void reply.writeHead(404).end();
      const { hostname, port } = new URL(proxy.target);
      const outgoing = request(
        { hostname, port, method: asked.method, path: proxy.pathOf(asked), headers: proxy.headersOf(asked) },
        (response) => {
          reply.writeHead(response.statusCode!, response.headers);
          response.pipe(reply);
        },
      );
      outgoing.on('error', () => reply.destroy());
      reply.on('close', () => outgoing.destroy());
      asked.pipe(outgoing);
    });
    server.on('upgrade', (asked, socket, head) => proxy.upgrade(asked, socket, head));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${this.path}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private upgrade(asked: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { hostname, port } = new URL(this.target);
    const onward = connect(Number(port), hostname);
    const headers = Object.entries(this.headersOf(asked)).map(([name, value]) => `${name}: ${String(value)}`);
    onward.write([`GET ${this.pathOf(asked)} HTTP/1.1`, ...headers, '', ''].join('\r\n'));
    onward.write(head);
    socket.pipe(onward).pipe(socket);
    for (const end of [socket, onward])
      end.on('error', () => [socket, onward].forEach((each) => each.destroy()));
  }

  private pathOf({ url = '/' }: IncomingMessage): string {
    return this.strips ? url.slice(this.path.length) : url;
  }

  private headersOf({ headers }: IncomingMessage): IncomingMessage['headers'] {
    return this.strips ? { ...headers, 'x-forwarded-prefix': this.path } : headers;
  }
}
