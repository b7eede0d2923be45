import type { IncomingMessage } from 'node:http';
import { remoteIp, urlOf } from '../rest/rest-request.js';
import type { StreamSession } from '../ws/stream-session.js';
import { FaultList, matchesChannel, type Fault } from './fault-list.js';

export type UpgradeEffect =
  | 'rate-limit'
  | 'geo-block'
  | 'html-403'
  | 'hang'
  | { status: number; body?: string; headers?: Record<string, string> };
/** No answer, or this error frame. */
export type SubscribeEffect = 'ignore' | { code: number; message: string; afterMs: number };
/** Not sent, sent without its last character, or sent once more after this time. */
export type FrameEffect = 'lose' | 'truncate' | { repeatAfterMs: number };

/** A session and the key of a channel. */
export interface SocketSubject {
  session: StreamSession;
  channel: string;
}

/** Selects sockets: all, or those that follow this account or come from this IP. */
export interface SocketMatch {
  account?: number;
  ip?: string;
}

/** Faults of the stream. They apply to the sockets open now, unless stated otherwise. */
export class SocketFaults {
  readonly upgradeFaults = new FaultList<IncomingMessage, UpgradeEffect>();
  pongsDropped = false;
  private readonly stalled = new Set<SocketMatch>();
  private live: () => Iterable<StreamSession> = () => [];
  private schedule: (delayMs: number, task: () => void) => void = () => undefined;

  constructor(
    private readonly subscribeFaults: FaultList<SocketSubject, SubscribeEffect>,
    private readonly frameFaults: FaultList<SocketSubject, FrameEffect>,
  ) {}

  /** Connects the script to the server that owns the sockets. */
  attach(live: () => Iterable<StreamSession>, schedule: (delayMs: number, task: () => void) => void): void {
    this.live = live;
    this.schedule = schedule;
  }

  /** Cuts connections without a close frame, or closes them with a code. Returns the number of sockets affected. */
  drop(match: SocketMatch = {}, close?: { code: number; reason?: string }): number {
    const sessions = this.matching(match);
    for (const session of sessions) session.end(close?.code, close?.reason);
    return sessions.length;
  }

  /** Keeps connections open but sends nothing, including on sockets opened later. Lifting delivers everything held back. */
  stall(match: SocketMatch = {}): { lift(): void } {
    const rule = { ...match };
    this.stalled.add(rule);
    for (const session of this.matching(match)) session.stall();
    return {
      lift: () => {
        this.stalled.delete(rule);
        for (const session of this.matching(match)) session.flow();
      },
    };
  }

  /**
   * Half-open: sockets stay open on the client's side while nothing gets through in either direction, and nothing held
   * back is delivered later. Lifting cuts them.
   */
  halfOpen(match: SocketMatch = {}): { lift(): void } {
    const lost = this.matching(match);
    for (const session of lost) session.mute();
    return { lift: () => lost.forEach((session) => session.end()) };
  }

  /** Whether a newly opened socket stalls. Only rules without an account apply this early. */
  stallsNew(ip: string): boolean {
    return [...this.stalled].some((rule) => rule.account === undefined && (rule.ip ?? ip) === ip);
  }

  /** Whether a socket that just subscribed to this account stalls. */
  stallsFollowersOf(account: number): boolean {
    return [...this.stalled].some((rule) => rule.account === account);
  }

  /** Sends this exact frame: text, or binary from a Buffer. */
  send(raw: string | Buffer, match: SocketMatch = {}): void {
    for (const session of this.matching(match)) session.send(raw);
  }

  /** Announces a shutdown and closes after this time on the clock. */
  shutdown(closeInMs: number, match: SocketMatch = {}): void {
    const sessions = this.matching(match);
    for (const session of sessions)
      session.send(JSON.stringify({ type: 'shutdown', close_in_ms: closeInMs }));
    this.schedule(closeInMs, () => {
      for (const session of sessions) session.end(1001, 'shutdown');
    });
  }

  /** Sends a JSON ping and closes with 1008 each socket that sends nothing within the time limit. */
  pingJson(closeAfterMs = 10_000, match: SocketMatch = {}): void {
    const asked = this.matching(match).map((session) => ({ session, received: session.received }));
    for (const { session } of asked) session.send('{"type":"ping"}');
    this.schedule(closeAfterMs, () => {
      for (const { session, received } of asked)
        if (session.received === received) session.end(1008, 'no pong');
    });
  }

  /** Stops answering pings of both kinds. */
  dropPongs(dropped = true): void {
    this.pongsDropped = dropped;
  }

  /** Refuses upgrades, of all or of one source address; `geo-block` lets `?readonly=true` through. */
  refuseUpgrade(effect: UpgradeEffect, times = Infinity, ip?: string): Fault {
    const spared = effect === 'geo-block';
    return this.upgradeFaults.add(
      (request) => !(spared && isReadonly(request)) && (ip ?? remoteIp(request)) === remoteIp(request),
      effect,
      times,
    );
  }

  /**
   * Refuses subscriptions to matching channels (`account_all_orders`, `account_all_orders:7`, a RegExp, '*'); `afterMs`
   * leaves the client without an answer first.
   */
  refuseSubscribe(
    channel: string | RegExp,
    code: number,
    times = Infinity,
    message = `refused (${code})`,
    afterMs = 0,
  ): Fault {
    return this.subscribeFaults.add(
      (subject) => matchesChannel(channel, subject.channel),
      { code, message, afterMs },
      times,
    );
  }

  /** Gives subscriptions to matching channels no answer. */
  ignoreSubscribe(channel: string | RegExp, times = Infinity): Fault {
    return this.subscribeFaults.add((subject) => matchesChannel(channel, subject.channel), 'ignore', times);
  }

  /** Drops pushed updates of matching channels. */
  lose(channel: string | RegExp, times = Infinity): Fault {
    return this.frameFaults.add((subject) => matchesChannel(channel, subject.channel), 'lose', times);
  }

  /** Cuts off the end of pushed updates of matching channels, so that they are no JSON. */
  truncate(channel: string | RegExp, times = Infinity): Fault {
    return this.frameFaults.add((subject) => matchesChannel(channel, subject.channel), 'truncate', times);
  }

  /** Sends pushed updates of matching channels twice: at once, or the second time after others. */
  repeat(channel: string | RegExp, times = Infinity, afterMs = 0): Fault {
    const effect = { repeatAfterMs: afterMs };
    return this.frameFaults.add((subject) => matchesChannel(channel, subject.channel), effect, times);
  }

  clear(): void {
    for (const list of [this.upgradeFaults, this.subscribeFaults, this.frameFaults]) list.clear();
    this.pongsDropped = false;
    this.stalled.clear();
    for (const session of this.live()) session.flow();
  }

  private matching({ account, ip }: SocketMatch): StreamSession[] {
    return [...this.live()].filter(
      (session) =>
        (account === undefined || session.follows(account)) && (ip === undefined || session.ip === ip),
    );
  }
}

export function isReadonly(request: IncomingMessage): boolean {
  return urlOf(request).searchParams.get('readonly') === 'true';
}
