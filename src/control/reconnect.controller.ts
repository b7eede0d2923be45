import { Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RequireScope, RouteLimit } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { AllReconnectedDto, ReconnectQuery, RestResetDto, WebSocketReconnectedDto } from './reconnect.dto.js';
import { ReconnectService } from './reconnect.service.js';

@ApiTags('connections')
@Controller('api')
@RequireScope('admin')
@ApiProblems('FORBIDDEN', 'INVALID_REQUEST', 'ACCOUNT_NOT_FOUND')
export class ReconnectController {
  constructor(private readonly reconnects: ReconnectService) {}

  @Post('ws/reconnect')
  @HttpCode(200)
  @RouteLimit(10)
  @ApiOperation({ summary: 'Reconnect the stream of an account, or all streams; lifts blocks' })
  stream(@CurrentPrincipal() principal: Principal, @Query() query: ReconnectQuery): WebSocketReconnectedDto {
    return this.reconnects.stream(principal, query.account_index);
  }

  @Post('rest/reconnect')
  @HttpCode(200)
  @RouteLimit(10)
  @ApiOperation({
    summary: "Forget the failures of one account's polling, or of all, lift blocks and poll at once",
  })
  rest(@CurrentPrincipal() principal: Principal, @Query() query: ReconnectQuery): RestResetDto {
    return this.reconnects.rest(principal, query.account_index);
  }

  @Post('connections/reconnect')
  @HttpCode(200)
  @RouteLimit(5)
  @ApiOperation({ summary: 'Reconnect stream and polling of an account, or of all' })
  both(@CurrentPrincipal() principal: Principal, @Query() query: ReconnectQuery): AllReconnectedDto {
    return this.reconnects.both(principal, query.account_index);
  }
}
