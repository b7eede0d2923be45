import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { ForwardedPrincipals } from '../../access/forwarded-principal.js';
import { SYSTEM } from '../../access/principal.js';
import { Clock, type Timer } from '../../clock/clock.js';
import { Problem } from '../../http/problems.js';
import { MirrorLink, type RelayQuestion } from '../../mirror/collector/mirror-link.port.js';
import { ExchangeRefusal, unavailable } from '../../mirror/exchange-answers.js';
import type { RelayAnswer } from '../../mirror/stream/relay-protocol.js';
import type { TokenRights } from '../../mirror/token-judge.port.js';
import { NoAnswer, requestProcess } from '../cluster-request.js';
import { LogFeed } from '../log-feed.js';
import { Members } from '../members.js';
import type { LoggedFrame } from './logged-frames.js';
import { MIRROR_PATH, type MirrorCall, type MirrorReply, REPEAT_EVERY_MS } from './mirror-calls.js';

/** The leader itself waits for the exchange for up to ten seconds. */
const FIRST_FRAME_WITHIN: Millis = 12_000;

/** Who waits for the next first frame of a channel. */
interface Waiting {
  answered: (answer: RelayAnswer, frame: string) => void;
  refused: (refusal: ExchangeRefusal) => void;
  timer: Timer;
}

/** Channels of the mirror at a gateway: asked of the leader, while the frames of all of them come through the log. */
@Injectable()
export class LogMirrorLink extends MirrorLink implements OnApplicationBootstrap, OnModuleDestroy {
  /** Channels in slash form, by key. */
  private readonly followed = new Map<string, string>();
  private readonly waiting = new Map<string, Waiting>();
  private repeat: Timer | null = null;
  private calls = 0;
  /** The leader knows of channels that this gateway follows. */
  private isKnown = false;

  constructor(
    private readonly feed: LogFeed,
    private readonly principals: ForwardedPrincipals,
    private readonly members: Members,
    private readonly clock: Clock,
  ) {
    super();
    feed.onFrames = (frames) => frames.forEach((frame) => this.take(frame));
    feed.onFramesLost = () => this.reset();
  }

  onApplicationBootstrap(): void {
    this.repeat = this.clock.every(REPEAT_EVERY_MS, () => void this.repeatFollowed());
  }

  onModuleDestroy(): void {
    this.repeat?.cancel();
    for (const { timer } of this.waiting.values()) timer.cancel();
  }

  override get downSince(): number | null {
    return this.feed.leaderlessSince;
  }

  override ask(
    question: RelayQuestion,
    answered: (answer: RelayAnswer, frame: string) => void,
    refused: (refusal: ExchangeRefusal) => void,
  ): void {
    if (question.type === 'follow') return this.follow(question.channel, answered, refused);
    this.call({ type: 'identify', token: question.token }).then((rights) => {
      if (rights) answered({ type: 'identified', id: 0, ...rights }, '');
    }, refused);
  }

  override leave(channel: string): void {
    this.followed.delete(keyOf(channel));
  }

  /** Asked once at a time for each channel. */
  private follow(channel: string, answered: Waiting['answered'], refused: Waiting['refused']): void {
    const key = keyOf(channel);
    const timer = this.clock.after(FIRST_FRAME_WITHIN, () =>
      this.refuse(key, unavailable('the collector of the cluster does not answer')),
    );
    const waiting = { answered, refused, timer };
    this.waiting.set(key, waiting);
    this.followed.set(key, channel);
    this.isKnown = true;
    this.call({ type: 'follow', ...this.nextCall(), channel }).catch((refusal: ExchangeRefusal) => {
      // By now someone may wait for the answer of another leader.
      if (this.waiting.get(key) === waiting) this.refuse(key, refusal);
    });
  }

  private take({ kind, key, text }: LoggedFrame): void {
    if (kind === 'first') this.settle(key, ({ answered }) => answered({ type: 'following', id: 0 }, text));
    // Those of other gateways' channels come, too.
    else if (!this.followed.has(key)) return;
    else if (kind === 'update') this.onFrame(key, text, this.clock.monotonic());
    else this.onLost(key, text);
  }

  /** What a new leader, or one whose frames were missed, is followed for begins anew. */
  private reset(): void {
    for (const key of [...this.waiting.keys()]) this.refuse(key, unavailable('another collector leads now'));
    this.isKnown = false;
    this.onReset();
  }

  private refuse(key: string, refusal: ExchangeRefusal): void {
    this.settle(key, ({ refused }) => refused(refusal));
  }

  private settle(key: string, how: (waiting: Waiting) => void): void {
    const waiting = this.waiting.get(key);
    if (!waiting) return;
    this.waiting.delete(key);
    waiting.timer.cancel();
    how(waiting);
  }

  /** The leader leaves what no gateway repeats. */
  private async repeatFollowed(): Promise<void> {
    if (!this.isKnown) return;
    const channels = [...this.followed.values()];
    try {
      await this.call({ type: 'following', ...this.nextCall(), channels });
      if (channels.length === 0) this.isKnown = false;
    } catch {
      // Repeated soon. A leader that is gone is replaced, which resets everything.
    }
  }

  private nextCall(): { member: string; n: number } {
    return { member: this.members.own.name, n: ++this.calls };
  }

  /** @throws ExchangeRefusal, by rejecting */
  private async call(call: MirrorCall): Promise<TokenRights | null> {
    const address = this.feed.leaderAddress;
    if (address === null) throw unavailable('no collector is active');
    const signed = this.principals.sign(SYSTEM);
    const answer = await requestProcess(address, 'POST', MIRROR_PATH, signed, call).catch(
      (error: unknown) => {
        if (error instanceof NoAnswer || error instanceof Problem)
          throw unavailable('the collector of the cluster does not answer');
        throw error;
      },
    );
    if (answer.status !== 200) throw unavailable('the collector of the cluster is not ready');
    const reply = JSON.parse(answer.text) as MirrorReply;
    if (reply.refused === null) return reply.rights;
    const { status, code, message, headers } = reply.refused;
    throw new ExchangeRefusal(status, code, message, headers);
  }
}

function keyOf(channel: string): string {
  return channel.replaceAll('/', ':');
}
