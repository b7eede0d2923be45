import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket, connect } from 'node:net';

/**
 * A connection of this process to itself. The kernel delivers loopback data in the order it was sent, but on a busy machine
 * not at once: a byte that crossed shows that what was sent before has arrived too.
 */
export class Loopback {
  private constructor(
    private readonly near: Socket,
    private readonly far: Socket,
  ) {}

  static async open(): Promise<Loopback> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const near = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay();
    const [far] = (await once(server, 'connection')) as [Socket];
    server.close();
    return new Loopback(near, far);
  }

  /** Waits as long as data needs for this many hops, such as from the exchange through a proxy. */
  async cross(hops: number): Promise<void> {
    for (let hop = 0; hop < hops; hop++) {
      const arrived = once(this.far, 'data');
      this.near.write('.');
      await arrived;
    }
  }

  close(): void {
    this.near.destroy();
    this.far.destroy();
  }
}
