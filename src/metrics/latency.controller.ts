import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { LatencyDto } from './latency.dto.js';
import { LatencyService } from './latency.service.js';

@ApiTags('status')
@Controller('api/latency')
export class LatencyController {
  constructor(private readonly latency: LatencyService) {}

  @Get()
  @ApiOperation({ summary: 'Latency from the exchange to the service, and from the service to its clients' })
  read(@CurrentPrincipal() principal: Principal): LatencyDto {
    return this.latency.latency(principal);
  }
}
