import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { ApiKey } from '../config/values/api-keys.js';
import { AppConfig } from '../config/app-config.js';
import { KeyRing } from './key-ring.js';

export const SESSION_LIFE_MS = 7 * 24 * 3_600_000;
const MAX_ENDED = 10_000;

interface Claims {
  id: string;
  name: string;
  /** Start of the key's hash: a key whose secret was changed ends its sessions. */
  key: string;
  endsAt: number;
}

/** The dashboard's sessions: signed text in a cookie, so that they outlive a restart when `SESSION_SECRET` is set. */
@Injectable()
export class Sessions {
  private readonly secret: string;
  private readonly ended = new Set<string>();

  constructor(
    config: AppConfig,
    private readonly clock: Clock,
    private readonly keys: KeyRing,
  ) {
    this.secret = config.access.sessionSecret?.reveal() ?? randomBytes(32).toString('hex');
  }

  start(key: ApiKey): { token: string; endsAt: number } {
    const endsAt = this.clock.wallNow() + SESSION_LIFE_MS;
    const claims: Claims = {
      id: randomBytes(9).toString('base64url'),
      name: key.name,
      key: keyMark(key),
      endsAt,
    };
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return { token: `${body}.${this.sign(body)}`, endsAt };
  }

  /** The key whose session this is; `null` when it was not signed here, has ended, or its key is gone. */
  find(token: string): ApiKey | null {
    const claims = this.read(token);
    if (!claims || claims.endsAt <= this.clock.wallNow() || this.ended.has(claims.id)) return null;
    const key = this.keys.named(claims.name);
    return key && keyMark(key) === claims.key ? key : null;
  }

  end(token: string): void {
    const claims = this.read(token);
    if (!claims) return;
    this.ended.add(claims.id);
    const [oldest] = this.ended;
    if (this.ended.size > MAX_ENDED && oldest !== undefined) this.ended.delete(oldest);
  }

  private read(token: string): Claims | null {
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

function keyMark({ hash }: ApiKey): string {
  return hash.slice(0, 16);
}
