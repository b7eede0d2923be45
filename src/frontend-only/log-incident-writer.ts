import { Injectable, Logger } from '@nestjs/common';
import { IncidentWriter, type IncidentReport } from '../incidents/incident-writer.port.js';
import { scrubber } from '../secrets/scrubber.js';

/** Writes incidents to the log only: the list of incidents belongs to the collecting instance. */
@Injectable()
export class LogIncidentWriter extends IncidentWriter {
  private readonly logger = new Logger('Incident');

  override report({ source, error_type, message }: IncidentReport): void {
    this.logger.warn(scrubber.scrub(`${source} ${error_type}: ${message}`));
  }
}
