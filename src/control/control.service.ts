import { controlStatus } from './control-status.js';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Ingest } from '../upstream/ingest.js';
import { RestUpstream, StreamUpstream } from '../upstream/upstream.port.js';
import type { ControlledDto, ControlStatusDto } from './control.dto.js';

/** Pauses and resumes all collection: the one deliberate back-arrow. The leaders of a cluster pass a pause on; it ends with a single process. */
@Injectable()
export class ControlService {
  private readonly logger = new Logger(ControlService.name);

  constructor(
    private readonly rest: RestUpstream,
    private readonly stream: StreamUpstream,
    private readonly ingest: Ingest,
    private readonly clock: Clock,
  ) {}

  status(): ControlStatusDto {
    return controlStatus({ rest_paused: this.rest.paused, ws_paused: this.stream.paused });
  }

  /** From now on nothing is sent to the exchange. */
  pause(): ControlledDto {
    this.rest.pause();
    this.stream.pause();
    return this.report('collection is paused');
  }

  /** What happened meanwhile is recovered as a gap. */
  resume(): ControlledDto {
    this.rest.resume();
    this.stream.resume();
    return this.report('collection is resumed');
  }

  private report(message: string): ControlledDto {
    const control = { rest_paused: this.rest.paused, ws_paused: this.stream.paused };
    this.ingest.apply({ type: 'control', control, at: this.clock.wallNow() });
    this.logger.log(message);
    return { success: true, ...control };
  }
}
