import { Logger } from '@nestjs/common';
import type { Connections, FromGateway, ToGateway } from './messages.js';
import { KeptProcess } from './kept-process.js';

/** How long a process may take to answer the others; later ones are left out. */
const ANSWER_WITHIN_MS = 1_000;

export interface GatewayProcessesOptions {
  count: number;
  env: NodeJS.ProcessEnv;
  /** Arguments of every gateway. */
  args: readonly string[];
  /** Answers of this process to questions of gateways, first in every list; undefined: it has none. */
  answer: (topic: string) => Promise<unknown>;
}

interface Question {
  waiting: Set<number>;
  bodies: unknown[];
  done: () => void;
}

/**
 * The gateways of this machine. Each is started again when it ends. Passes messages between them: how many connections
 * each has, and questions about the whole service.
 */
export class GatewayProcesses {
  private readonly logger = new Logger('Gateways');
  private readonly gateways: KeptProcess[];
  private readonly connections = new Map<number, { total: number; byAddress: Map<string, number> }>();
  private readonly listening = new Set<number>();
  private readonly questions = new Map<number, Question>();
  private lastQuestion = 0;
  private stopping = false;
  private readonly opened = Promise.withResolvers<void>();

  constructor(private readonly options: GatewayProcessesOptions) {
    const { env, args } = options;
    this.gateways = Array.from(
      { length: options.count },
      (_, place) =>
        new KeptProcess({
          args,
          env,
          onMessage: (message) => this.onMessage(place, message as FromGateway),
          onEnd: (code, signal) => this.onEnd(place, code, signal),
        }),
    );
  }

  /** Resolves once all of them listen. Rejects when one ends before that. */
  get allListening(): Promise<void> {
    return this.opened.promise;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.gateways.map((gateway) => gateway.stop()));
  }

  /** Answers of this process, if it has one, and of every gateway but the one that asks. */
  async ask(topic: string, except: number | null = null): Promise<unknown[]> {
    const id = ++this.lastQuestion;
    const others = [...this.listening].filter((place) => place !== except);
    const { promise, resolve } = Promise.withResolvers<void>();
    const question: Question = { waiting: new Set(others), bodies: [], done: resolve };
    this.questions.set(id, question);
    for (const place of others) this.send(place, { type: 'ask', id, topic });
    const timer = setTimeout(resolve, ANSWER_WITHIN_MS);
    const own = await this.options.answer(topic);
    if (question.waiting.size > 0) await promise;
    clearTimeout(timer);
    this.questions.delete(id);
    return own === undefined ? question.bodies : [own, ...question.bodies];
  }

  private onMessage(place: number, message: FromGateway): void {
    switch (message.type) {
      case 'listening':
        this.listening.add(place);
        for (const [from, counts] of this.connections)
          this.send(place, { type: 'connections', from, ...listed(counts) });
        if (this.listening.size === this.gateways.length) this.opened.resolve();
        break;
      case 'connections':
        return this.count(place, message);
      case 'ask':
        return void this.ask(message.topic, place).then((bodies) =>
          this.send(place, { type: 'answers', id: message.id, bodies }),
        );
      case 'answer':
        return this.onAnswer(place, message.id, message.body);
    }
  }

  private count(place: number, { total, byAddress }: Connections): void {
    let counts = this.connections.get(place);
    if (!counts) this.connections.set(place, (counts = { total: 0, byAddress: new Map() }));
    counts.total = total;
    for (const [address, held] of byAddress)
      if (held > 0) counts.byAddress.set(address, held);
      else counts.byAddress.delete(address);
    this.sendOthers(place, { type: 'connections', from: place, total, byAddress });
  }

  private onAnswer(place: number, id: number, body: unknown): void {
    const question = this.questions.get(id);
    if (!question?.waiting.delete(place)) return;
    if (body !== undefined && body !== null) question.bodies.push(body);
    if (question.waiting.size === 0) question.done();
  }

  private onEnd(place: number, code: number | null, signal: NodeJS.Signals | null): void {
    this.listening.delete(place);
    this.connections.delete(place);
    this.sendOthers(place, { type: 'gone', from: place });
    for (const id of this.questions.keys()) this.onAnswer(place, id, undefined);
    if (this.stopping) return;
    const how = signal ?? `code ${code}`;
    this.opened.reject(new Error(`A gateway ended with ${how} before it served; its output says why.`));
    this.logger.error(`A gateway ended with ${how}; it is started again. Its clients resume at the others.`);
  }

  private sendOthers(place: number, message: ToGateway): void {
    this.gateways.forEach((_, other) => other !== place && this.send(other, message));
  }

  private send(place: number, message: ToGateway): void {
    this.gateways[place]!.send(message);
  }
}

function listed({ total, byAddress }: { total: number; byAddress: Map<string, number> }): Connections {
  return { total, byAddress: [...byAddress] };
}
