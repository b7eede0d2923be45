import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { RuleEvaluation } from './rule-evaluation.port.js';
import { AlertDispatch } from './alert-dispatch.js';
import { AlertPages } from './alert-pages.js';
import { AlertService } from './alert-service.js';
import { AlertStore } from './alert-store.js';
import { AlertsController } from './alerts.controller.js';
import { AlertRules } from './rules/alert-rules.js';

/** Needs ChangeFeed, Ingest, IncidentWriter, AlertSink, Clock and AppConfig from the modules beside it. */
@Module({
  controllers: [AlertsController],
  providers: [
    AlertStore,
    AlertPages,
    AlertRules,
    AlertDispatch,
    AlertService,
    { provide: RuleEvaluation, useExisting: AlertService },
  ],
  exports: [RuleEvaluation],
})
export class AlertsModule {
  /** @param history provides HistoryStore and HistoryHealth */
  static over(history: Type): DynamicModule {
    return { module: AlertsModule, imports: [history] };
  }
}
