import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule, ThrottlerStorage } from '@nestjs/throttler';
import { AppConfig } from '../config/app-config.js';
import { AccessGuard } from './access.guard.js';
import { Authenticator } from './authenticator.port.js';
import { GuardedVisitors } from './guarded-visitors.js';
import { KeyBudget } from './key-budget.js';
import { KeyRing } from './key-ring.js';
import { PrincipalGuard } from './principal.guard.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { RateLimiter } from './rate-limiter.js';
import { rateOf } from './rate-limits.js';
import { RequestAuthenticator } from './request-authenticator.js';
import { SessionController } from './session.controller.js';
import { SessionService } from './session.service.js';
import { Sessions } from './sessions.js';
import { TicketController } from './ticket.controller.js';
import { MemoryTickets, Tickets } from './tickets.js';
import { hasTighterLimit, TIGHTER } from './tighter-limit.decorator.js';
import { Visitors } from './visitors.port.js';
import { WindowStorage } from './window-storage.js';

/** Three guards for every route, in this order: who asks, how often, and whether they may. */
@Global()
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [AppConfig],
      useFactory: (config: AppConfig) => [
        {
          ttl: (context) => rateOf(context.switchToHttp().getRequest(), config).windowMs,
          limit: (context) => rateOf(context.switchToHttp().getRequest(), config).count,
        },
        { name: TIGHTER, ttl: 60_000, limit: 0, skipIf: (context) => !hasTighterLimit(context) },
      ],
    }),
  ],
  controllers: [SessionController, TicketController],
  providers: [
    KeyRing,
    Sessions,
    SessionService,
    { provide: Tickets, useClass: MemoryTickets },
    { provide: Authenticator, useClass: RequestAuthenticator },
    KeyBudget,
    RateLimiter,
    { provide: Visitors, useClass: GuardedVisitors },
    WindowStorage,
    { provide: ThrottlerStorage, useExisting: WindowStorage },
    { provide: APP_GUARD, useClass: PrincipalGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Authenticator, KeyBudget, Visitors],
})
export class AccessModule {}
