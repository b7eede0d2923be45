import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import type { ApiKey } from '../config/values/api-keys.js';
import { scrubber } from '../secrets/scrubber.js';
import { AccessFiles } from './access-files.js';
import { EndedSessions } from './ended-sessions.port.js';
import { fingerprintOf, KeyRing } from './key-ring.js';
import { SignedClaims } from './signed-claims.js';

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
 * Sessions of the dashboard: signed text in a cookie. The signing secret and the ids of ended sessions are kept, so that
 * sessions survive a restart and ended ones stay ended.
 */
@Injectable()
export class Sessions implements OnModuleInit, OnModuleDestroy {
  private signed!: SignedClaims<Claims>;
  /** Time of expiry by id, epoch milliseconds. */
  private readonly ended = new Map<string, number>();
  private readonly listeners: (() => void)[] = [];
  private readonly expiry: Timer;

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly keys: KeyRing,
    private readonly files: AccessFiles,
    private readonly endings: EndedSessions,
  ) {
    this.expiry = this.clock.every(EXPIRY_CHECK_MS, () => this.expire());
    this.endings.repeatIfLost(() => this.ended);
    this.endings.onEndElsewhere((id, endsAt) => this.markEnded(id, endsAt));
  }

  onModuleInit(): void {
    this.signed = new SignedClaims(this.config.access.sessionSecret?.reveal() ?? this.savedSecret(), '');
    this.endings.restore(this.clock.wallNow(), (id, endsAt) => this.ended.set(id, endsAt));
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
    return this.signed.sign(claims);
  }

  /** The session of a token; `null` if it was not signed here, has ended, or its key is gone. */
  find(token: string): LoginSession | null {
    const claims = this.signed.read(token);
    if (!claims || !this.isOpen(claims)) return null;
    const key = this.keys.named(claims.name);
    return key && fingerprintOf(key) === claims.key ? { id: claims.id, key, endsAt: claims.endsAt } : null;
  }

  isOpen({ id, endsAt }: Pick<LoginSession, 'id' | 'endsAt'>): boolean {
    return endsAt > this.clock.wallNow() && !this.ended.has(id);
  }

  /**
   * Ends the session for good, across restarts too. No effect for an invalid or ended one.
   * @throws Problem ENGINE_UNAVAILABLE when the other processes cannot be notified; it stays open then
   */
  async end(token: string): Promise<void> {
    const claims = this.signed.read(token);
    if (!claims || !this.isOpen(claims)) return;
    await this.endings.add(claims.id, claims.endsAt);
    this.markEnded(claims.id, claims.endsAt);
  }

  private markEnded(id: string, endsAt: number): void {
    if (this.ended.has(id)) return;
    this.ended.set(id, endsAt);
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
}
