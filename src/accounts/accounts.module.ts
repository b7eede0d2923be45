import { Module } from '@nestjs/common';
import { CacheModule } from '../cache/cache.module.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsService } from './accounts.service.js';
import { SectionsController } from './sections.controller.js';

@Module({
  imports: [CacheModule],
  controllers: [AccountsController, SectionsController],
  providers: [AccountsService],
  exports: [AccountsService],
})
export class AccountsModule {}
