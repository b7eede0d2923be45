import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SYSTEM } from '../../access/principal.js';
import { Clock, type Timer } from '../../clock/clock.js';
import { RemoteApi } from '../../frontend-only/remote-api.js';
import { RemoteSocket } from '../../frontend-only/remote-socket.js';
import { scrubber } from '../../secrets/scrubber.js';
import { type ExchangeRefusal, unavailable } from '../exchange-answers.js';
import { membersOf } from '../splice.js';
import { refusalIn, RELAY_HEADER, type RelayAnswer, type RelayRequest } from '../stream/relay-protocol.js';
import { MirrorLink, type RelayQuestion } from './mirror-link.port.js';

const BACKOFF_MS = [250, 500, 1_000, 2_000, 5_000];
const PING_EVERY_MS = 5_000;
/** Without any frame or pong for this long the connection is given up. */
const SILENCE_MS = 15_000;
/** The collector itself waits for the exchange for up to ten seconds. */
const ANSWER_WITHIN_MS = 12_000;

interface Pending {
  readonly question: RelayQuestion;
  /** Called while the answer is handled, before any later frame. @param frame text of the first frame, if there is one */
  readonly answered: (answer: RelayAnswer, frame: string) => void;
  readonly refused: (refusal: ExchangeRefusal) => void;
  readonly timer: Timer;
}

/** The collecting instance's `/stream`: one connection for all clients of this instance. */
@Injectable()
export class CollectorLink extends MirrorLink implements OnApplicationBootstrap, OnModuleDestroy {
  override downSince: number | null;
  private readonly logger = new Logger(CollectorLink.name);
  private readonly pending = new Map<number, Pending>();
  private socket: RemoteSocket | null = null;
  private session: string | null = null;
  private received = 0;
  private nextId = 1;
  private attempts = 0;
  private heardAt = 0;
  private pulse: Timer | null = null;
  private retry: Timer | null = null;
  private isStopped = false;

  constructor(
    private readonly api: RemoteApi,
    private readonly clock: Clock,
  ) {
    super();
    this.downSince = clock.monotonic();
  }

  onApplicationBootstrap(): void {
    this.connect();
    this.pulse = this.clock.every(PING_EVERY_MS, () => this.checkPulse());
  }

  onModuleDestroy(): void {
    this.isStopped = true;
    this.pulse?.cancel();
    this.retry?.cancel();
    for (const { timer } of this.pending.values()) timer.cancel();
    this.socket?.close();
  }

  override ask(
    question: RelayQuestion,
    answered: (answer: RelayAnswer, frame: string) => void,
    refused: (refusal: ExchangeRefusal) => void,
  ): void {
    if (this.downSince !== null) return refused(unavailable('the collecting instance is out of reach'));
    const id = this.nextId++;
    const timer = this.clock.after(ANSWER_WITHIN_MS, () => {
      this.pending.delete(id);
      refused(unavailable('the collecting instance does not answer'));
    });
    this.pending.set(id, { question, answered, refused, timer });
    this.send({ ...question, id });
  }

  override leave(channel: string): void {
    if (this.downSince === null) this.send({ type: 'leave', channel });
  }

  private connect(): void {
    const before = this.session === null ? 'new' : `${this.session}:${this.received}`;
    const socket = new RemoteSocket(this.api.mirrorUrl, {
      headers: { ...this.api.headersFor(SYSTEM), [RELAY_HEADER]: before },
      handshakeTimeout: SILENCE_MS,
    });
    this.socket = socket;
    let cause = '';
    socket.on('message', (data: Buffer) => {
      try {
        this.receive(data.toString());
      } catch (error) {
        this.logger.error(`A frame of the other instance cannot be read: ${(error as Error).name}`);
        // What it said is lost: a new session begins with new first frames.
        this.session = null;
        socket.terminate();
      }
    });
    socket.on('pong', () => (this.heardAt = this.clock.monotonic()));
    socket.on('error', (error) => (cause = error.message));
    socket.on('close', (_, reason) => this.closed(reason.toString() || cause || 'closed'));
  }

  private closed(cause: string): void {
    this.socket = null;
    this.downSince ??= this.clock.monotonic();
    if (this.isStopped) return;
    const delayMs = BACKOFF_MS[Math.min(this.attempts, BACKOFF_MS.length - 1)]!;
    if (this.attempts === 0)
      this.logger.warn(`No mirror of the other instance (${scrubber.scrub(cause)}); trying again`);
    this.attempts += 1;
    this.retry = this.clock.after(delayMs, () => this.connect());
  }

  private checkPulse(): void {
    const { socket } = this;
    if (!socket || this.downSince !== null) return;
    if (this.clock.monotonic() - this.heardAt > SILENCE_MS) socket.terminate();
    else socket.ping();
  }

  private receive(text: string): void {
    this.heardAt = this.clock.monotonic();
    const members = new Map(membersOf(text).map((one) => [one.key, text.slice(one.valueStart, one.end)]));
    const type = bare(members.get('type'));
    if (type === 'session') return this.opened(JSON.parse(text) as RelayAnswer & { type: 'session' });
    this.received += 1;
    if (type.includes('/')) return this.onFrame(keyOf(members), text, this.heardAt);
    const frame = members.get('frame') ?? '';
    const head = frame === '' ? text : `{"type":"${type}","id":${members.get('id')}}`;
    this.answer(JSON.parse(head) as RelayAnswer, frame);
  }

  private opened({ session, resumed }: { session: string; resumed: boolean }): void {
    this.attempts = 0;
    this.downSince = null;
    if (!resumed) {
      this.session = session;
      this.received = 0;
      this.onReset();
    }
    // Their answers may have been lost; one that comes twice finds no question.
    for (const [id, { question }] of this.pending) this.send({ ...question, id });
  }

  private answer(answer: RelayAnswer, frame: string): void {
    if (answer.type === 'lost') return this.onLost(answer.channel, answer.reason);
    if (answer.type === 'session') return;
    const pending = this.pending.get(answer.id);
    if (!pending) return;
    this.pending.delete(answer.id);
    pending.timer.cancel();
    if (answer.type === 'refused') pending.refused(refusalIn(answer));
    else pending.answered(answer, frame);
  }

  private send(request: RelayRequest): void {
    this.socket?.send(JSON.stringify(request));
  }
}

/** Key of the channel of a frame: `account_orders` names its account beside the channel. */
function keyOf(members: ReadonlyMap<string, string>): string {
  const channel = bare(members.get('channel'));
  return channel.startsWith('account_orders:') ? `${channel}:${members.get('account')}` : channel;
}

function bare(text = ''): string {
  return text.replaceAll('"', '');
}
