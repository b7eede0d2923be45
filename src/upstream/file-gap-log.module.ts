import { Global, Module } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { FileGapLog } from './file-gap-log.js';
import { GapLog } from './gap-log.port.js';

/** Gaps in a file of `DATA_DIR`: for when no history keeps them. */
@Global()
@Module({
  providers: [
    {
      provide: GapLog,
      useFactory: (config: AppConfig, clock: Clock) => new FileGapLog(config.history.dataDir, clock),
      inject: [AppConfig, Clock],
    },
  ],
  exports: [GapLog],
})
export class FileGapLogModule {}
