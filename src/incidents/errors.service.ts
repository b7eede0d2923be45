import { Injectable } from '@nestjs/common';
import { canSeeIncident, type Principal } from '../access/principal.js';
import { Clock } from '../clock/clock.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import type { Incident } from 'lighter-broadcaster-protocol/operations';
import { Ingest } from '../upstream/ingest.js';
import { summaryOf } from './errors-summary.js';
import type { ErrorDto, ErrorsClearedDto, ErrorsDto, ErrorsQuery } from './errors.dto.js';

/** Incidents in the shape of the original service. */
@Injectable()
export class ErrorsService {
  constructor(
    private readonly clock: Clock,
    private readonly feed: ChangeFeed,
    private readonly ingest: Ingest,
  ) {}

  list(principal: Principal, { limit, source }: ErrorsQuery): ErrorsDto {
    const visible = this.feed
      .incidents()
      .filter((incident) => canSeeIncident(principal, incident))
      .map(toError);
    const chosen = visible.filter((error) => !source || error.source === source);
    return { errors: chosen.slice(0, limit), summary: summaryOf(visible, this.clock.wallNow() / 1000) };
  }

  clear(): ErrorsClearedDto {
    const cleared = this.feed.incidents().length;
    this.ingest.apply({ type: 'incidents-cleared', at: this.clock.wallNow() });
    return { success: true, cleared };
  }
}

function toError(incident: Incident): ErrorDto {
  const { timestamp, account_index, account_name, error_type, error_code, message, source, severity } =
    incident;
  return {
    timestamp: timestamp / 1000,
    time_str: new Date(timestamp).toISOString(),
    account_index: account_index === null ? null : String(account_index),
    account_name,
    error_type,
    error_code,
    message,
    source,
    severity,
  };
}
