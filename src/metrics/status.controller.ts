import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { StatusDto } from './status.dto.js';
import { StatusService } from './status.service.js';

@ApiTags('status')
@Controller('api/status')
export class StatusController {
  constructor(private readonly service: StatusService) {}

  @Get()
  @ApiOperation({ summary: 'The service at a glance' })
  status(@CurrentPrincipal() principal: Principal): StatusDto {
    return this.service.status(principal);
  }
}
