import WebSocket from 'ws';

/** A plain client of the exchange's stream, at the exchange itself or at a mirror of it. Keeps every frame as text. */
export class ExchangeClient {
  readonly frames: string[] = [];
  closed: { code: number; reason: string } | null = null;
  private readonly checks = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.frames.push(data.toString('utf8'));
      for (const check of this.checks) check();
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      for (const check of this.checks) check();
    });
    socket.on('error', () => undefined);
  }

  /** @param url of the stream, `ws://…/stream` */
  static async open(
    url: string,
    headers: Record<string, string> = {},
    deflate = false,
  ): Promise<ExchangeClient> {
    const client = new ExchangeClient(new WebSocket(url, { headers, perMessageDeflate: deflate }));
    await client.until(() => client.frames.length > 0 || client.closed !== null);
    return client;
  }

  /** Resolves as soon as `condition` holds; it is checked after every frame and at the end. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        this.checks.delete(check);
        resolve();
      };
      this.checks.add(check);
      check();
    });
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next frame that this message leads to, in the order of the socket. */
  async ask(message: object | string): Promise<string> {
    const at = this.frames.length;
    this.send(message);
    await this.until(() => this.frames.length > at || this.closed !== null);
    return this.frames[at] ?? '';
  }

  subscribe(channel: string, auth?: string): Promise<string> {
    return this.ask({ type: 'subscribe', channel, ...(auth !== undefined && { auth }) });
  }

  /** Frames of these types, such as `update/user_stats`. */
  of(...types: string[]): string[] {
    return this.frames.filter((text) => types.some((type) => text.includes(`"type":"${type}"`)));
  }

  /** All updates, in an order of their own. */
  get updates(): string[] {
    return this.frames.filter((text) => text.includes('"type":"update/')).sort();
  }

  close(): void {
    this.socket.terminate();
  }
}

/** Until both have the same updates, after `count` of them reached the one near the source. */
export async function alike(far: ExchangeClient, near: ExchangeClient, count: number): Promise<void> {
  await near.until(() => near.updates.length >= count);
  await near.ask({ type: 'ping' });
  await far.until(() => far.closed !== null || far.updates.length >= near.updates.length);
  expect(far.updates).toEqual(near.updates);
}
