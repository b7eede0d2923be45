import { Module, type DynamicModule } from '@nestjs/common';
import { HistoryModule } from '../history/history.module.js';
import { FileLabelStore } from './file-label.store.js';
import { HistoryLabelStore } from './history-label.store.js';
import { LabelStore } from './label-store.port.js';
import { LabelsController } from './labels.controller.js';
import { LabelsService } from './labels.service.js';

/** Needs ChangeFeed, Ingest, Clock and AppConfig from the modules beside it. */
@Module({ controllers: [LabelsController], providers: [LabelsService] })
export class LabelsModule {
  /** @param history whether the history is recorded; labels are in a file otherwise */
  static register(history: boolean): DynamicModule {
    return {
      module: LabelsModule,
      imports: history ? [HistoryModule] : [],
      providers: [{ provide: LabelStore, useClass: history ? HistoryLabelStore : FileLabelStore }],
    };
  }
}
