import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A load balancer of TCP connections: each goes to the next of its services in turn that accepts it. */
export class Balancer {
  private readonly targets: string[] = [];
  private readonly sockets = new Set<Socket>();
  private turn = 0;

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => void this.serve(socket));
  }

  static async start(): Promise<Balancer> {
    const server = createServer({ pauseOnConnect: true });
    const balancer = new Balancer(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  add(url: string): void {
    this.targets.push(url);
  }

  /** For new connections; those it has stay. */
  remove(url: string): void {
    this.targets.splice(this.targets.indexOf(url), 1);
  }

  async stop(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }

  private async serve(socket: Socket): Promise<void> {
    socket.on('error', () => socket.destroy());
    const onward = await this.reached();
    if (!onward) return void socket.destroy();
    for (const [end, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      this.sockets.add(end);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        this.sockets.delete(end);
        other.destroy();
      });
    }
    socket.pipe(onward).pipe(socket);
    socket.resume();
  }

  private async reached(): Promise<Socket | null> {
    for (const _ of this.targets) {
      const { hostname, port } = new URL(this.targets[this.turn++ % this.targets.length]!);
      const onward = connect(Number(port), hostname);
      const accepted = await once(onward, 'connect').then(
        () => true,
        () => false,
      );
      if (accepted) return onward;
    }
    return null;
  }
}
