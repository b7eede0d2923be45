import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AlertEvent } from 'lighter-broadcaster-protocol/alert';
import { Child } from '../support/child.js';
import { until } from '../support/until.js';

const SENDER = resolve('test/support/alert-sender.mjs');
/** 20 in the long form. */
const ROUNDS = Number(process.env.ALERT_CRASH_ROUNDS ?? 2);

/** A webhook that, as Standard Webhooks ask, takes a message with a known id only once. Some requests never get an answer. */
class Receiver {
  readonly ids = new Set<string>();
  /** Numbers of the events of each message, in order of arrival. */
  readonly numbers: number[] = [];
  attempts = 0;
  /** Every third request gets no answer, until this is set. */
  answersAll = false;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        this.attempts += 1;
        this.take(String(request.headers['webhook-id']), body);
        // The process is killed while it waits for this answer.
        if (!this.answersAll && this.attempts % 3 === 0) return;
        response.writeHead(204).end();
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private take(id: string, body: string): void {
    if (this.ids.has(id)) return;
    this.ids.add(id);
    const { data } = JSON.parse(body) as { data: { events: AlertEvent[] } };
    this.numbers.push(...data.events.map(({ event_id }) => Number(event_id.slice(1))));
  }
}

describe('alerts of a process that is killed between firing and delivery', () => {
  let dataDir: string;
  let receiver: Receiver;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'alert-crash-'));
    receiver = new Receiver();
  });
  afterEach(async () => {
    receiver.close();
    await rm(dataDir, { recursive: true });
  });

  it(`arrive once each and in order, over ${ROUNDS} kills`, async () => {
    const url = await receiver.listen();
    let accepted = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const sender = new Child(SENDER, [dataDir, url, String(accepted + 1)], { PATH: process.env.PATH });
      const attempts = receiver.attempts;
      await sender.line(new RegExp(`^accepted ${accepted + 5 + Math.floor(Math.random() * 100)}$`));
      await until(() => receiver.attempts > attempts + (round % 3));
      await sender.stop('SIGKILL');
      await sender.closed;
      accepted = Number(/accepted (\d+)\n?$/.exec(sender.output)?.[1]);
    }
    receiver.answersAll = true;
    const last = new Child(SENDER, [dataDir, url, String(accepted + 1)], { PATH: process.env.PATH });
    await until(() => receiver.numbers.includes(accepted));
    await last.stop('SIGKILL');
    const upTo = receiver.numbers.filter((number) => number <= accepted);
    expect(upTo).toEqual(Array.from({ length: accepted }, (_, place) => place + 1));
    expect(receiver.attempts).toBeGreaterThan(receiver.ids.size);
  });
});
