import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers probes while a process does not serve yet: alive, and not ready. It holds the port that is going to be used. */
export class Waiting {
  private constructor(private readonly server: Server) {}

  /** @param reusePort others listen there, too */
  static async listen(host: string, port: number, reusePort = false): Promise<Waiting> {
    const server = createServer((request, response) => {
      const alive = request.url === '/health/live';
      // A load balancer must not keep a connection that the application would not answer.
      const headers = { 'content-type': 'application/json', 'retry-after': '1', connection: 'close' };
      response.writeHead(alive ? 200 : 503, headers);
      const message = 'This process is not ready; try again.';
      response.end(JSON.stringify(alive ? { status: 'ok' } : { code: 'NOT_READY', message }));
    }).listen({ host, port, reusePort });
    await once(server, 'listening');
    return new Waiting(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** @returns the port */
  async free(): Promise<number> {
    const { port } = this;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
    return port;
  }
}

/** Holds a port that gateways are going to share. @throws when another program has it, even one that would share it */
export async function holdSharedPort(host: string, port: number): Promise<Waiting> {
  const alone = await Waiting.listen(host, port);
  return Waiting.listen(host, await alone.free(), true);
}
