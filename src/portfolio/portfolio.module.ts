import { Module } from '@nestjs/common';
import { BroadcastModule } from '../broadcast/broadcast.module.js';
import { CacheModule } from '../cache/cache.module.js';
import { PortfolioChannels } from './portfolio-channels.js';
import { PortfolioController } from './portfolio.controller.js';
import { PortfolioService } from './portfolio.service.js';

@Module({
  imports: [CacheModule, BroadcastModule],
  controllers: [PortfolioController],
  providers: [PortfolioService, PortfolioChannels],
  exports: [PortfolioService],
})
export class PortfolioModule {}
