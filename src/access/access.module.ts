import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule, ThrottlerStorage } from '@nestjs/throttler';
import { AppConfig } from '../config/app-config.js';
import { ROUTE_LIMIT } from './access.decorators.js';
import { AccessFiles } from './access-files.js';
import { AccessGuard } from './access.guard.js';
import { Authenticator } from './authenticator.port.js';
import { TrustedProxies } from './client-address.js';
import { Credentials } from './credentials.js';
import { EndedSessions } from './ended-sessions.port.js';
import { FileEndedSessions } from './file-ended-sessions.js';
import { KeyRing } from './key-ring.js';
import { OriginPolicy } from './origin-policy.js';
import { OwnerKey } from './owner-key.js';
import { PrincipalGuard } from './principal.guard.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { RequestAuthenticator } from './request-authenticator.js';
import { RequestLimiter } from './request-limiter.js';
import { OwnWindows, RequestWindows } from './request-windows.js';
import { RouteAuth } from './route-auth.js';
import { SessionController } from './session.controller.js';
import { SessionService } from './session.service.js';
import { Sessions } from './sessions.js';
import { TicketController } from './ticket.controller.js';
import { MemoryTickets, Tickets } from './tickets.js';

/** What a process that is a service of its own knows about its callers. */
const OWN: readonly Provider[] = [
  { provide: Tickets, useClass: MemoryTickets },
  { provide: EndedSessions, useClass: FileEndedSessions },
  { provide: RequestWindows, useClass: OwnWindows },
];

/** Three guards for every route, in this order: authentication, rate limit, authorization. */
@Global()
@Module({
  // `limit` is set by @RouteLimit; the common bucket is counted by RequestLimiter.
  imports: [ThrottlerModule.forRoot([{ name: ROUTE_LIMIT, ttl: 60_000, limit: 0, setHeaders: false }])],
  controllers: [SessionController, TicketController],
  providers: [
    AccessFiles,
    OwnerKey,
    KeyRing,
    OriginPolicy,
    Sessions,
    SessionService,
    Credentials,
    { provide: Authenticator, useClass: RequestAuthenticator },
    {
      provide: TrustedProxies,
      inject: [AppConfig],
      useFactory: ({ access }: AppConfig) => new TrustedProxies(access.trustProxy),
    },
    RequestLimiter,
    RouteAuth,
    { provide: ThrottlerStorage, useExisting: RequestWindows },
    { provide: APP_GUARD, useClass: PrincipalGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Authenticator, KeyRing, OriginPolicy, RequestLimiter, RouteAuth, TrustedProxies],
})
export class AccessModule {
  /** @param shared what the processes of a cluster know together: `Tickets`, `EndedSessions` and `RequestWindows` */
  static over(shared: readonly Provider[] | null): DynamicModule {
    return { module: AccessModule, providers: [...(shared ?? OWN)] };
  }
}
