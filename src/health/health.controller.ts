import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
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

/** Whoever answers is alive: while it drains too, when Terminus calls every check failed. */
const ALIVE: HealthCheckResult = { status: 'ok', info: {}, error: {}, details: {} };

/** Probes. Open to all, so they tell nothing but states; what lies behind these, only to who may read. */
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
  @ApiOperation({ summary: 'Overall health, in the shape of the original service; 200 while serving' })
  overall(@Req() request: FastifyRequest): HealthDto {
    return this.health.overall(this.auth.knownPrincipal(accessRequestOf(request.raw)));
  }

  @Get('live')
  @HealthCheck({ swaggerDocumentation: false })
  @ApiOkResponse({ description: 'It turns.', example: ALIVE, schema: { type: 'object' } })
  @ApiOperation({ summary: 'The process turns: for restarts' })
  live(): HealthCheckResult {
    return ALIVE;
  }

  @Get('ready')
  @HealthCheck()
  @ApiOperation({ summary: 'Data is fresh enough to be relied on: for load balancers; 503 when it is not' })
  ready(@Req() request: FastifyRequest): Promise<HealthCheckResult> {
    const asker = this.auth.knownPrincipal(accessRequestOf(request.raw));
    return this.checks.check([
      () => this.links.check(asker),
      () => this.history.check(asker),
      () => this.drain.check(),
    ]);
  }
}
