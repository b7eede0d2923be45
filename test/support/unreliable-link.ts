import net, { type AddressInfo, type Socket } from 'node:net';

/** A TCP link to a server that a test can interrupt, stall or corrupt. */
export class UnreliableLink {
  private readonly pairs = new Set<{ near: Socket; far: Socket }>();
  private state: 'up' | 'down' | 'stalled' = 'up';

  private constructor(
    private readonly server: net.Server,
    private readonly port: number,
  ) {
    server.on('connection', (near) => this.accept(near));
  }

  /** @param url `ws://…` of the server */
  static async to(url: string): Promise<UnreliableLink> {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return new UnreliableLink(server, Number(new URL(url).port));
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/ws`;
  }

  /** Ends every connection; the next ones succeed. */
  interrupt(): void {
    for (const { near, far } of this.pairs) {
      near.destroy();
      far.destroy();
    }
  }

  /** Ends every connection and refuses new ones. */
  cut(): void {
    this.state = 'down';
    this.interrupt();
  }

  /** Keeps connections open, also new ones, and delivers nothing. */
  stall(): void {
    this.state = 'stalled';
    for (const { far } of this.pairs) far.pause();
  }

  repair(): void {
    this.state = 'up';
    for (const { far } of this.pairs) far.resume();
  }

  /** Sends a WebSocket text frame to the client; call it while no other frame is in flight. */
  inject(text: string): void {
    for (const { near } of this.pairs) near.write(Buffer.from([0x81, text.length, ...Buffer.from(text)]));
  }

  async close(): Promise<void> {
    this.interrupt();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(near: Socket): void {
    if (this.state === 'down') return void near.destroy();
    const far = net.connect(this.port, '127.0.0.1');
    const pair = { near, far };
    this.pairs.add(pair);
    near.once('data', (upgrade) => {
      far.write(withoutCompression(upgrade));
      near.pipe(far);
    });
    far.on('data', (data) => near.write(data));
    if (this.state === 'stalled') far.pause();
    for (const socket of [near, far]) {
      // Otherwise a small frame may wait 40 ms for the acknowledgment of the previous one.
      socket.setNoDelay();
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.pairs.delete(pair);
        near.destroy();
        far.destroy();
      });
    }
  }
}

/**
 * Inflating runs in another thread and takes an unknown time; uncompressed frames are received once they are delivered.
 */
function withoutCompression(upgrade: Buffer): string {
  return upgrade.toString('latin1').replace(/sec-websocket-extensions:.*\r\n/i, '');
}
