import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { isPublic, type Principal } from '../../access/principal.js';
import { Clock, type Timer } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { invalidAuth, tooManyRequests } from '../exchange-answers.js';
import { isSameCaller } from './relay-protocol.js';
import { type RelayContext, RelaySession } from './relay-session.js';

/** Sessions of one caller: an instance has one per process. Each may keep some megabytes of frames. */
const MAX_OF_ONE = 32;

/** Sessions of other instances of this service. */
@Injectable()
export class RelaySessions implements OnModuleDestroy {
  private readonly sessions = new Map<string, RelaySession>();
  private readonly ending = new Map<RelaySession, Timer>();

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  onModuleDestroy(): void {
    for (const timer of this.ending.values()) timer.cancel();
  }

  /**
   * The session that a connection continues, or a new one.
   * @param header `new`, or `{session}:{frames received}`
   * @throws ExchangeRefusal 401 without a credential: a session may follow more than a client may; 429 beyond 32 sessions of one
   */
  open(
    header: string,
    principal: Principal | null,
    context: RelayContext,
  ): { session: RelaySession; received: number } {
    if (principal === null || isPublic(principal)) throw invalidAuth('another instance needs an API key');
    const [, id = '', count = '0'] = /^([\w-]{36}):(\d{1,15})$/.exec(header) ?? [];
    const known = this.sessions.get(id);
    const received = Number(count);
    if (known && isSameCaller(known.principal, principal) && known.canResume(received)) {
      this.ending.get(known)?.cancel();
      this.ending.delete(known);
      return { session: known, received };
    }
    const own = [...this.sessions.values()].filter((session) => isSameCaller(session.principal, principal));
    if (own.length >= MAX_OF_ONE) throw tooManyRequests(5);
    const session = new RelaySession(principal, context);
    this.sessions.set(session.id, session);
    return { session, received: 0 };
  }

  /** Called when a connection of the session ended: without another one, its followers have lost it after some time. */
  left(session: RelaySession): void {
    if (session.isConnected) return;
    this.ending.get(session)?.cancel();
    const end = (): void => {
      this.ending.delete(session);
      this.sessions.delete(session.id);
      session.end();
    };
    this.ending.set(session, this.clock.after(this.config.mirror.staleAfterMs, end));
  }
}
