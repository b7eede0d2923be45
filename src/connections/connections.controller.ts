import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { ConnectionsHealthDto } from './connections-health.dto.js';
import { ConnectionsService } from './connections.service.js';
import { RestHealthDto } from './rest-health.dto.js';
import { WebSocketHealthDto } from './websocket-health.dto.js';

@ApiTags('connections')
@Controller('api')
export class ConnectionsController {
  constructor(private readonly connections: ConnectionsService) {}

  @Get('ws/health')
  @ApiOperation({ summary: 'Health of the exchange streams' })
  webSocket(@CurrentPrincipal() principal: Principal): WebSocketHealthDto {
    return this.connections.webSocket(principal);
  }

  @Get('rest/health')
  @ApiOperation({ summary: 'Health of the polling, and the rate budget of each egress' })
  rest(@CurrentPrincipal() principal: Principal): RestHealthDto {
    return this.connections.rest(principal);
  }

  @Get('connections/health')
  @ApiOperation({ summary: 'Both and the mirror, with a summary' })
  all(@CurrentPrincipal() principal: Principal): ConnectionsHealthDto {
    return this.connections.all(principal);
  }
}
