import { Global, Module } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { CashFlowLog, NoCashFlowLog } from './cash-flow-log.port.js';
import { FileGapLog } from './file-gap-log.js';
import { GapLog } from './gap-log.port.js';
import { NoRecorder, RecorderHold } from './recorder-hold.port.js';

/** Gaps in a file of `DATA_DIR`, and nothing to hold back: for HISTORY=off. */
@Global()
@Module({
  providers: [
    {
      provide: GapLog,
      useFactory: (config: AppConfig, clock: Clock) => new FileGapLog(config.history.dataDir, clock),
      inject: [AppConfig, Clock],
    },
    { provide: RecorderHold, useClass: NoRecorder },
    { provide: CashFlowLog, useClass: NoCashFlowLog },
  ],
  exports: [GapLog, RecorderHold, CashFlowLog],
})
export class FileGapLogModule {}
