import WebSocket from 'ws';

interface Levels {
  asks: { price: string; size: string }[];
  bids: { price: string; size: string }[];
}

interface Frame {
  type: string;
  channel?: string;
  order_book?: Levels;
}

/**
 * A client of the exchange's stream as the official Python `WsClient` is: it subscribes once it is connected, without any
 * token, keeps books and accounts, and raises on every frame that it does not know, errors included.
 */
export class StrictReader {
  readonly books = new Map<string, Levels>();
  readonly accounts = new Map<string, object>();
  /** Types of the frames so far, in their order. */
  readonly types: string[] = [];
  /** Why it stopped; `null` while it reads on. */
  raised: Error | null = null;
  private readonly socket: WebSocket;
  private readonly checks = new Set<() => void>();

  constructor(
    url: string,
    private readonly orderBookIds: readonly number[],
    private readonly accountIds: readonly number[],
  ) {
    this.socket = new WebSocket(url, { perMessageDeflate: false });
    this.socket.on('message', (data: Buffer) => this.take(data.toString()));
    this.socket.on('close', (code) => this.raise(new Error(`closed with ${code}`)));
    this.socket.on('error', () => undefined);
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (this.raised) reject(this.raised);
        else if (!condition()) return;
        else resolve();
        this.checks.delete(check);
      };
      this.checks.add(check);
      check();
    });
  }

  close(): void {
    this.socket.removeAllListeners('close');
    this.socket.terminate();
  }

  private take(text: string): void {
    if (this.raised) return;
    const frame = JSON.parse(text) as Frame;
    this.types.push(frame.type);
    try {
      this.read(frame);
    } catch (error) {
      this.raise(error as Error);
    }
    for (const check of this.checks) check();
  }

  private read(frame: Frame): void {
    switch (frame.type) {
      case 'connected':
        for (const id of this.orderBookIds) this.subscribe(`order_book/${id}`);
        for (const id of this.accountIds) this.subscribe(`account_all/${id}`);
        return;
      case 'ping':
        return this.socket.send('{"type":"pong"}');
      case 'subscribed/order_book':
        return void this.books.set(idOf(frame), frame.order_book!);
      case 'update/order_book':
        return this.update(this.books.get(idOf(frame))!, frame.order_book!);
      case 'subscribed/account_all':
      case 'update/account_all':
        return void this.accounts.set(idOf(frame), frame);
      default:
        throw new Error(`Unhandled message: ${JSON.stringify(frame)}`);
    }
  }

  private subscribe(channel: string): void {
    this.socket.send(JSON.stringify({ type: 'subscribe', channel }));
  }

  private update(book: Levels, changes: Levels): void {
    for (const side of ['asks', 'bids'] as const)
      for (const { price, size } of changes[side]) {
        const known = book[side].find((level) => level.price === price);
        if (known) known.size = size;
        else book[side].push({ price, size });
        book[side] = book[side].filter((level) => Number(level.size) > 0);
      }
  }

  private raise(error: Error): void {
    this.raised ??= error;
    for (const check of this.checks) check();
  }
}

function idOf({ channel }: Frame): string {
  return channel!.split(':')[1]!;
}
