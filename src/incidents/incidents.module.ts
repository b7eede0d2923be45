import { Global, Module } from '@nestjs/common';
import { ErrorsController } from './errors.controller.js';
import { ErrorsService } from './errors.service.js';
import { IncidentLog } from './incident-log.js';
import { IncidentWriter } from './incident-writer.port.js';

/** Global: whoever sees something go wrong tells the `IncidentWriter`. */
@Global()
@Module({
  controllers: [ErrorsController],
  providers: [ErrorsService, { provide: IncidentWriter, useClass: IncidentLog }],
  exports: [IncidentWriter],
})
export class IncidentsModule {}
