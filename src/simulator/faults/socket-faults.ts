import type { IncomingMessage } from 'node:http';
import { urlOf } from '../rest/rest-request.js';
import type { Session } from '../ws/session.js';
import { FaultList, matchesChannel, type Fault } from './fault-list.js';

export type UpgradeEffect =
  'rate-limit' | 'geo-block' | 'html-403' | 'hang' | { status: number; body?: string };
/** Never answered, or refused with this error frame. */
export type SubscribeEffect = 'ignore' | { code: number; message: string };
export type FrameEffect = 'lose' | 'repeat';

/** A session and the channel (by its key) that something is about. */
export interface SocketSubject {
  session: Session;
  channel: string;
}

/** Which sockets: all, or those that follow this account or come from this IP. */
export interface SocketMatch {
  account?: number;
  ip?: string;
}

/** Faults of the stream. What acts on sockets acts on those that are open now, unless said otherwise. */
export class SocketFaults {
  readonly upgradeFaults = new FaultList<IncomingMessage, UpgradeEffect>();
  pongsDropped = false;
  private readonly stalled = new Set<SocketMatch>();
  private live: () => Iterable<Session> = () => [];
  private schedule: (delayMs: number, task: () => void) => void = () => undefined;

  constructor(
    private readonly subscribeFaults: FaultList<SocketSubject, SubscribeEffect>,
    private readonly frameFaults: FaultList<SocketSubject, FrameEffect>,
  ) {}

  /** Ties the script to the server whose sockets it acts on. */
  attach(live: () => Iterable<Session>, schedule: (delayMs: number, task: () => void) => void): void {
    this.live = live;
    this.schedule = schedule;
  }

  /** Cuts the line without a word, or closes it with a code. Returns how many sockets that hit. */
  drop(match: SocketMatch = {}, close?: { code: number; reason?: string }): number {
    const sessions = this.matching(match);
    for (const session of sessions) session.end(close?.code, close?.reason);
    return sessions.length;
  }

  /** Lines stay up and nothing is answered or sent any more; sockets that open later stall too. Lifting lets all of it follow. */
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

  /** Whether a socket that just opened must stall; only rules without an account know it this early. */
  stallsNew(ip: string): boolean {
    return [...this.stalled].some((rule) => rule.account === undefined && (rule.ip ?? ip) === ip);
  }

  /** Whether a socket that just began to follow this account must stall. */
  stallsFollowersOf(account: number): boolean {
    return [...this.stalled].some((rule) => rule.account === account);
  }

  /** Sends this very frame: text, or a binary one from a Buffer. */
  send(raw: string | Buffer, match: SocketMatch = {}): void {
    for (const session of this.matching(match)) session.send(raw);
  }

  /** Announces the end and closes after that time (of the clock). */
  shutdown(closeInMs: number, match: SocketMatch = {}): void {
    const sessions = this.matching(match);
    for (const session of sessions)
      session.send(JSON.stringify({ type: 'shutdown', close_in_ms: closeInMs }));
    this.schedule(closeInMs, () => {
      for (const session of sessions) session.end(1001, 'shutdown');
    });
  }

  /** Sends a JSON ping; who has sent nothing at all by the end of the time is closed with 1008. */
  pingJson(closeAfterMs = 10_000, match: SocketMatch = {}): void {
    const asked = this.matching(match).map((session) => ({ session, received: session.received }));
    for (const { session } of asked) session.send('{"type":"ping"}');
    this.schedule(closeAfterMs, () => {
      for (const { session, received } of asked)
        if (session.received === received) session.end(1008, 'no pong');
    });
  }

  /** From now on pings of both kinds get no pong. */
  dropPongs(dropped = true): void {
    this.pongsDropped = dropped;
  }

  /** Answers upgrades with this instead; `geo-block` lets `?readonly=true` through. */
  refuseUpgrade(effect: UpgradeEffect, times = Infinity): Fault {
    const spared = effect === 'geo-block';
    return this.upgradeFaults.add((request) => !(spared && isReadonly(request)), effect, times);
  }

  /** Refuses subscriptions to matching channels (`account_all_orders`, `account_all_orders:7`, a RegExp, '*'). */
  refuseSubscribe(
    channel: string | RegExp,
    code: number,
    times = Infinity,
    message = `refused (${code})`,
  ): Fault {
    return this.subscribeFaults.add(
      (subject) => matchesChannel(channel, subject.channel),
      { code, message },
      times,
    );
  }

  /** Leaves subscriptions to matching channels without any answer. */
  ignoreSubscribe(channel: string | RegExp, times = Infinity): Fault {
    return this.subscribeFaults.add((subject) => matchesChannel(channel, subject.channel), 'ignore', times);
  }

  /** Loses pushed updates of matching channels on the way. */
  lose(channel: string | RegExp, times = Infinity): Fault {
    return this.frameFaults.add((subject) => matchesChannel(channel, subject.channel), 'lose', times);
  }

  /** Sends pushed updates of matching channels twice. */
  repeat(channel: string | RegExp, times = Infinity): Fault {
    return this.frameFaults.add((subject) => matchesChannel(channel, subject.channel), 'repeat', times);
  }

  clear(): void {
    for (const list of [this.upgradeFaults, this.subscribeFaults, this.frameFaults]) list.clear();
    this.pongsDropped = false;
    this.stalled.clear();
    for (const session of this.live()) session.flow();
  }

  private matching({ account, ip }: SocketMatch): Session[] {
    return [...this.live()].filter(
      (session) =>
        (account === undefined || session.follows(account)) && (ip === undefined || session.ip === ip),
    );
  }
}

export function isReadonly(request: IncomingMessage): boolean {
  return urlOf(request).searchParams.get('readonly') === 'true';
}
