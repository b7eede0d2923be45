import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { BroadcastModule } from '../broadcast/broadcast.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { LinksIndicator } from './links.indicator.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), BroadcastModule],
  controllers: [HealthController],
  providers: [HealthService, LinksIndicator],
})
export class HealthModule {}
