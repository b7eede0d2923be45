import { Module } from '@nestjs/common';
import { HistoryModule } from './history.module.js';
import { HistoryController } from './http/history.controller.js';
import { SumsController } from './http/sums.controller.js';
import { SupabaseStatusController } from './http/supabase-status.controller.js';

/** The REST endpoints of the history. */
@Module({
  imports: [HistoryModule],
  controllers: [HistoryController, SumsController, SupabaseStatusController],
})
export class HistoryApiModule {}
