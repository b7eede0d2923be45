import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RequireScope } from '../access/access.decorators.js';
import { canSee, type Principal } from '../access/principal.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { RawMessages } from '../upstream/raw-messages.port.js';
import { RawMessagesDto, RawMessagesQuery } from './raw-messages.dto.js';

@ApiTags('connections')
@Controller('api/ws/raw-messages')
@RequireScope('admin')
@ApiProblems('FORBIDDEN', 'INVALID_REQUEST')
export class RawMessagesController {
  constructor(private readonly raw: RawMessages) {}

  @Get()
  @ApiOperation({ summary: "The last frames of the exchange's streams, for debugging; secrets are removed" })
  list(@CurrentPrincipal() principal: Principal, @Query() { limit }: RawMessagesQuery): RawMessagesDto {
    const messages = this.raw
      .recent(limit, (accounts) => accounts.every((index) => canSee(principal, index)))
      .map(({ received_at, accounts, text }) => ({
        timestamp: received_at / 1000,
        time_str: new Date(received_at).toISOString(),
        account_indexes: [...accounts],
        message: text,
      }));
    return { messages, count: messages.length };
  }
}
