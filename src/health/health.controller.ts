import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { Public } from '../access/access.decorators.js';
import { accessRequestOf } from '../access/authenticator.port.js';
import { RouteAuth } from '../access/route-auth.js';
import type { FastifyRequest } from 'fastify';
import { DrainIndicator } from './drain.indicator.js';
import { HealthDto } from './health.dto.js';
import { HealthService } from './health.service.js';
import { HistoryIndicator } from './history.indicator.js';
import { LinksIndicator } from './links.indicator.js';
import { ReadinessDto } from './readiness.dto.js';

/** Constant, because Terminus reports every check as failed while the process drains, when it is still alive. */
const ALIVE: HealthCheckResult = { status: 'ok', info: {}, error: {}, details: {} };

/** Probes. Public, so anonymous callers get states only; details require a key. */
@Public()
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly links: LinksIndicator,
    private readonly history: HistoryIndicator,
    private readonly drain: DrainIndicator,
    private readonly health: HealthService,
    private readonly auth: RouteAuth,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Overall health, in the shape of the original service; 200 while the process serves',
  })
  overall(@Req() request: FastifyRequest): HealthDto {
    return this.health.overall(this.auth.knownPrincipal(accessRequestOf(request.raw)));
  }

  @Get('live')
  @HealthCheck({ swaggerDocumentation: false })
  @ApiOkResponse({ description: 'The process is alive.', example: ALIVE, schema: { type: 'object' } })
  @ApiOperation({ summary: 'Liveness probe' })
  live(): HealthCheckResult {
    return ALIVE;
  }

  @Get('ready')
  @HealthCheck({ swaggerDocumentation: false })
  @ApiOkResponse({ type: ReadinessDto, description: 'Ready.' })
  @ApiServiceUnavailableResponse({ type: ReadinessDto, description: 'Not ready; `error` has the reasons.' })
  @ApiOperation({ summary: 'Readiness probe: 503 unless data is fresh and the history can be written' })
  ready(@Req() request: FastifyRequest): Promise<HealthCheckResult> {
    const caller = this.auth.knownPrincipal(accessRequestOf(request.raw));
    return this.checks.check([
      () => this.links.check(caller),
      () => this.history.check(caller),
      () => this.drain.check(),
    ]);
  }
}
