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
  @ApiOperation({ summary: 'How long data takes from the exchange to here, and from here to clients' })
  read(@CurrentPrincipal() principal: Principal): LatencyDto {
    return this.latency.latency(principal);
  }
}
