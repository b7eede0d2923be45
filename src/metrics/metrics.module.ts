import { Module } from '@nestjs/common';
import { BroadcastModule } from '../broadcast/broadcast.module.js';
import { StatusController } from './status.controller.js';
import { StatusService } from './status.service.js';

@Module({
  imports: [BroadcastModule],
  controllers: [StatusController],
  providers: [StatusService],
  exports: [StatusService],
})
export class MetricsModule {}
