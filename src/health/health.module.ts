import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { BroadcastModule } from '../broadcast/broadcast.module.js';
import { DrainIndicator } from './drain.indicator.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { HistoryModule } from '../history/history.module.js';
import { HistoryIndicator } from './history.indicator.js';
import { LinksIndicator } from './links.indicator.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), BroadcastModule, HistoryModule],
  controllers: [HealthController],
  providers: [HealthService, LinksIndicator, HistoryIndicator, DrainIndicator],
})
export class HealthModule {}
