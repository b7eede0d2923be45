import { Injectable, Logger } from '@nestjs/common';
import { IncidentWriter, type IncidentReport } from '../incidents/incident-writer.port.js';
import { scrubber } from '../secrets/scrubber.js';

/** Where the collecting instance counts the incidents, ours only go to the log. */
@Injectable()
export class LogIncidentWriter extends IncidentWriter {
  private readonly logger = new Logger('Incident');

  override report({ source, error_type, message }: IncidentReport): void {
    this.logger.warn(scrubber.scrub(`${source} ${error_type}: ${message}`));
  }
}
