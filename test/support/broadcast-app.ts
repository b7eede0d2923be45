import type { AddressInfo } from 'node:net';
import { Global, Module, type ExecutionContext } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Authenticator, type AccessRequest } from '../../src/access/authenticator.port.js';
import { TrustedProxies } from '../../src/access/client-address.js';
import { SYSTEM, type Principal } from '../../src/access/principal.js';
import { RouteAuth } from '../../src/access/route-auth.js';
import { BroadcastModule } from '../../src/broadcast/broadcast.module.js';
import { BroadcastOptions } from '../../src/broadcast/broadcast-options.js';
import { BroadcastWsAdapter } from '../../src/broadcast/transports/websocket/broadcast-server.js';
import type { TrustProxy } from '../../src/config/values/trust-proxy.js';
import { AppConfig } from '../../src/config/app-config.js';
import { Clock } from '../../src/clock/clock.js';
import { SystemClock } from '../../src/clock/system-clock.js';
import { ProblemFilter } from '../../src/http/problem.filter.js';
import { ChangeFeed } from '../../src/state/change-feed.port.js';

export interface BroadcastApp {
  app: NestFastifyApplication;
  url: string;
  close(): Promise<void>;
}

interface Setting {
  options?: Partial<BroadcastOptions>;
  clock?: Clock;
  authenticate?: (request: AccessRequest) => Principal;
  trustProxy?: TrustProxy;
}

export const TEST_OPTIONS = new BroadcastOptions({
  maxConnections: 1000,
  maxConnectionsPerIp: 100,
  maxSubscriptions: 100,
  maxMessagesPerSecond: 100,
  maxFrameBytes: 65_536,
  clientMaxBytes: 1_048_576,
  clientMaxAgeMs: 10_000,
  resumeBuffer: 1000,
  resumeMaxAgeMs: 300_000,
  pongTimeoutMs: 30_000,
  drainMs: 0,
  hasSiblings: false,
});

/** The broadcast alone, over a scripted feed, listening on a free port. */
export async function startBroadcast(feed: ChangeFeed, setting: Setting = {}): Promise<BroadcastApp> {
  const { options, clock = new SystemClock(), authenticate = () => SYSTEM, trustProxy = false } = setting;
  const providers = [
    // RestartKeeper reads this; without a StateStore it never touches the folder.
    { provide: AppConfig, useValue: { history: { dataDir: 'nowhere' } } },
    { provide: ChangeFeed, useValue: feed },
    { provide: Clock, useValue: clock },
    { provide: Authenticator, useValue: { authenticate, onChange: () => undefined } },
    { provide: TrustedProxies, useValue: new TrustedProxies(trustProxy) },
    {
      provide: RouteAuth,
      useValue: {
        admitStream: async (request: AccessRequest) => authenticate(request),
      },
    },
  ];
  @Global()
  @Module({ providers, exports: providers.map(({ provide }) => provide) })
  class Surroundings {}
  const testing = await Test.createTestingModule({ imports: [Surroundings, BroadcastModule] })
    .overrideProvider(BroadcastOptions)
    .useValue(new BroadcastOptions({ ...TEST_OPTIONS, ...options }))
    .compile();
  const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.useGlobalGuards({
    canActivate: (context: ExecutionContext) => {
      if (context.getType() === 'http')
        context.switchToHttp().getRequest<{ principal: Principal }>().principal = SYSTEM;
      return true;
    },
  });
  app.useGlobalFilters(new ProblemFilter());
  app.useWebSocketAdapter(new BroadcastWsAdapter(app));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `ws://127.0.0.1:${port}/ws`, close: () => app.close() };
}
