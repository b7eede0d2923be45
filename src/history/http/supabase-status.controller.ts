import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../../access/access.decorators.js';
import type { Principal } from '../../access/principal.js';
import { HistoryHealth } from '../history-health.service.js';
import { statusFor } from '../history-status.js';
import { SupabaseStatusDto } from './supabase-status.dto.js';

/** Status of the history store, SQLite or Supabase. The path is the original service's. */
@ApiTags('history')
@Controller('api/supabase/status')
export class SupabaseStatusController {
  constructor(private readonly health: HistoryHealth) {}

  @Get()
  @ApiOperation({ summary: 'Status of the history store, with a remedy for each fault' })
  @ApiOkResponse({ type: SupabaseStatusDto })
  status(@CurrentPrincipal() principal: Principal): SupabaseStatusDto {
    const { last_success, faults, ...status } = statusFor(principal, this.health.status());
    return {
      initialized: status.backend !== 'off',
      persistence_enabled: status.backend !== 'off',
      ...status,
      last_success: last_success === null ? null : iso(last_success),
      faults: faults.map((fault) => ({ ...fault, since: iso(fault.since) })),
    };
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
