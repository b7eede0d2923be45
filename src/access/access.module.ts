import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { AppConfig } from '../config/app-config.js';
import { AccessGuard } from './access.guard.js';
import { Authenticator } from './authenticator.port.js';
import { LocalAuthenticator } from './local-authenticator.js';
import { RateLimitGuard } from './rate-limit.guard.js';

@Global()
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [AppConfig],
      useFactory: ({ access }: AppConfig) => [
        { ttl: access.rateLimit.windowMs, limit: access.rateLimit.count },
      ],
    }),
  ],
  providers: [
    { provide: Authenticator, useClass: LocalAuthenticator },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
  ],
  exports: [Authenticator],
})
export class AccessModule {}
