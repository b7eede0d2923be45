import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireAllAccounts, RequireScope, RouteLimit } from '../../access/access.decorators.js';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { AlertChannelsDto, AlertTestDto, AlertTestQuery } from './alert-channels.dto.js';
import { AlertDelivery } from './alert-delivery.js';

const TEST_TIMEOUT_MS = 20_000;

/** Channels by name and state; their addresses are never shown. */
@ApiTags('alerts')
@Controller('api/alerts')
export class AlertChannelsController {
  constructor(private readonly delivery: AlertDelivery) {}

  @Get('channels')
  @RequireScope('admin')
  @RequireAllAccounts()
  @ApiOperation({ summary: 'Channels to which alerts are delivered, and how that is going' })
  @ApiProblems('FORBIDDEN')
  list(): AlertChannelsDto {
    const channels = this.delivery.standings().map((standing) => ({
      ...standing,
      waiting_since: iso(standing.waiting_since),
      last_delivered_at: iso(standing.last_delivered_at),
      next_attempt_at: iso(standing.next_attempt_at),
    }));
    return { channels };
  }

  @Post('test')
  @HttpCode(200)
  @RequireScope('admin')
  @RequireAllAccounts()
  @RouteLimit(10)
  @ApiOperation({ summary: 'Send a test message and show what the far side answered' })
  @ApiProblems('INVALID_REQUEST', 'FORBIDDEN', 'NOT_FOUND')
  async test(@Query() { channel }: AlertTestQuery): Promise<AlertTestDto> {
    const { result, answer } = await this.delivery.test(channel, AbortSignal.timeout(TEST_TIMEOUT_MS));
    return { channel, result, answer };
  }
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
