import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import type { Rendered } from '../cache/rendered.js';
import { ApiNotModified } from '../cache/api-not-modified.decorator.js';
import { AccountIndexPipe } from '../http/account-index.pipe.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { AccountDto, AccountsDto } from './accounts.dto.js';
import { AccountsService } from './accounts.service.js';
import { AccountTextsDto } from './texts.dto.js';
import { AccountStateDto } from './account-state.dto.js';

@ApiTags('accounts')
@Controller('api/accounts')
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @Get()
  @ApiOperation({ summary: 'All accounts, each with the exchange’s own response' })
  @ApiOkResponse({ type: AccountsDto })
  @ApiNotModified()
  list(@CurrentPrincipal() principal: Principal): Rendered {
    return this.accounts.list(principal);
  }

  @Get(':account_index')
  @ApiOperation({ summary: 'One account with the exchange’s own response' })
  @ApiParam({ name: 'account_index', type: 'integer', example: 281001 })
  @ApiOkResponse({ type: AccountDto })
  @ApiNotModified()
  @ApiProblems('INVALID_REQUEST', 'ACCOUNT_NOT_FOUND')
  one(
    @CurrentPrincipal() principal: Principal,
    @Param('account_index', AccountIndexPipe) index: number,
  ): Rendered {
    return this.accounts.one(principal, index);
  }

  @Get(':account_index/state')
  @ApiOperation({ summary: 'The canonical account, as the channel `account/{index}` carries it' })
  @ApiParam({ name: 'account_index', type: 'integer', example: 281001 })
  @ApiOkResponse({ type: AccountStateDto })
  @ApiNotModified()
  @ApiProblems('INVALID_REQUEST', 'ACCOUNT_NOT_FOUND')
  state(
    @CurrentPrincipal() principal: Principal,
    @Param('account_index', AccountIndexPipe) index: number,
  ): Rendered {
    return this.accounts.state(principal, index);
  }

  @Get(':account_index/texts')
  @ApiOperation({
    summary: 'Verbatim texts of the exchange, for a frontend instance',
  })
  @ApiParam({ name: 'account_index', type: 'integer', example: 281001 })
  @ApiOkResponse({ type: AccountTextsDto })
  @ApiNotModified()
  @ApiProblems('INVALID_REQUEST', 'ACCOUNT_NOT_FOUND')
  texts(
    @CurrentPrincipal() principal: Principal,
    @Param('account_index', AccountIndexPipe) index: number,
  ): Rendered {
    return this.accounts.texts(principal, index);
  }
}
