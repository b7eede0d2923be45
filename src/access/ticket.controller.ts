import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from './access.decorators.js';
import type { Principal } from './principal.js';
import { TicketDto } from './session.dto.js';
import { TICKET_LIFE_MS, Tickets } from './tickets.js';

@ApiTags('access')
@Controller('api/ws/ticket')
export class TicketController {
  constructor(private readonly tickets: Tickets) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'A single-use ticket for /ws or /api/stream (`?ticket=…`), for clients that cannot send headers',
  })
  issue(@CurrentPrincipal() principal: Principal): TicketDto {
    return { ticket: this.tickets.issue('stream', principal), expires_in_ms: TICKET_LIFE_MS.stream };
  }
}
