import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import type { ApiKey } from '../config/values/api-keys.js';
import { scrubber } from '../secrets/scrubber.js';
import { AccessFiles } from './access-files.js';
import { KeyRing } from './key-ring.js';

export const SESSION_LIFE_MS = 7 * 24 * 3_600_000;
const EXPIRY_CHECK_MS = 60_000;

/** A session of the dashboard. */
export interface LoginSession {
  readonly id: string;
  readonly key: ApiKey;
  /** Epoch milliseconds. */
  readonly endsAt: number;
}

interface Claims {
  id: string;
  name: string;
  /** Start of the key's hash, so that changing a key's secret ends its sessions. */
  key: string;
  endsAt: number;
}

/**
 * Sessions of the dashboard: signed text in a cookie. The signing secret and the ids of ended sessions are kept in
 * `DATA_DIR`, so that sessions survive a restart and ended ones stay ended.
 */
@Injectable()
export class Sessions implements OnModuleInit, OnModuleDestroy {
  private secret = '';
  /** Time of expiry by id, epoch milliseconds. */
  private readonly ended = new Map<string, number>();
  private readonly listeners: (() => void)[] = [];
  private readonly expiry: Timer;

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly keys: KeyRing,
    private readonly files: AccessFiles,
  ) {
    this.expiry = this.clock.every(EXPIRY_CHECK_MS, () => this.expire());
  }

  onModuleInit(): void {
    this.secret = this.config.access.sessionSecret?.reveal() ?? this.savedSecret();
    this.restoreEnded();
  }

  onModuleDestroy(): void {
    this.expiry.cancel();
  }

  /** Calls back whenever a session may have ended. */
  onEnd(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** @returns the token of a new session, for the cookie */
  start(key: ApiKey): string {
    const claims: Claims = {
      id: randomBytes(9).toString('base64url'),
      name: key.name,
      key: fingerprintOf(key),
      endsAt: this.clock.wallNow() + SESSION_LIFE_MS,
    };
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return `${body}.${this.sign(body)}`;
  }

  /** The session of a token; `null` if it was not signed here, has ended, or its key is gone. */
  find(token: string): LoginSession | null {
    const claims = this.verify(token);
    if (!claims || !this.isOpen(claims)) return null;
    const key = this.keys.named(claims.name);
    return key && fingerprintOf(key) === claims.key ? { id: claims.id, key, endsAt: claims.endsAt } : null;
  }

  isOpen({ id, endsAt }: Pick<LoginSession, 'id' | 'endsAt'>): boolean {
    return endsAt > this.clock.wallNow() && !this.ended.has(id);
  }

  /** Ends the session for good, across restarts too. No effect for an invalid or ended one. */
  end(token: string): void {
    const claims = this.verify(token);
    if (!claims || !this.isOpen(claims)) return;
    this.ended.set(claims.id, claims.endsAt);
    this.files.append('ended-sessions', `${claims.id} ${claims.endsAt}`);
    this.notify();
  }

  private expire(): void {
    const now = this.clock.wallNow();
    for (const [id, endsAt] of this.ended) if (endsAt <= now) this.ended.delete(id);
    this.notify();
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }

  private savedSecret(): string {
    const kept = this.files.read('session.secret');
    const secret = kept !== null && kept.length >= 32 ? kept : randomBytes(32).toString('hex');
    scrubber.register(secret);
    if (secret !== kept) this.files.write('session.secret', `${secret}\n`);
    return secret;
  }

  /** Expired sessions need no entry, so the file is rewritten without them at each start. */
  private restoreEnded(): void {
    const text = this.files.read('ended-sessions');
    if (text === null) return;
    const now = this.clock.wallNow();
    const lines = text.split('\n').filter((line) => Number(line.split(' ')[1]) > now);
    for (const line of lines) {
      const [id = '', endsAt] = line.split(' ');
      this.ended.set(id, Number(endsAt));
    }
    this.files.write('ended-sessions', lines.map((line) => `${line}\n`).join(''));
  }

  /** The claims of a token; `null` if it was not signed here. */
  private verify(token: string): Claims | null {
    const [body = '', signature = ''] = token.split('.', 2);
    const expected = Buffer.from(this.sign(body));
    const presented = Buffer.from(signature);
    if (expected.length !== presented.length || !timingSafeEqual(expected, presented)) return null;
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims;
  }

  private sign(body: string): string {
    return createHmac('sha256', this.secret).update(body).digest('base64url');
  }
}

function fingerprintOf({ hash }: ApiKey): string {
  return hash.slice(0, 16);
}
