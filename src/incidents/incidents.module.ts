import { Global, Module } from '@nestjs/common';
import { ErrorsController } from './errors.controller.js';
import { ErrorsService } from './errors.service.js';
import { IncidentLog } from './incident-log.js';
import { IncidentWriter } from './incident-writer.port.js';

/** Global, because every part of the service may report to the `IncidentWriter`. */
@Global()
@Module({
  controllers: [ErrorsController],
  providers: [ErrorsService, { provide: IncidentWriter, useClass: IncidentLog }],
  exports: [IncidentWriter],
})
export class IncidentsModule {}
