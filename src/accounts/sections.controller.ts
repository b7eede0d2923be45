import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { ApiNotModified } from '../cache/api-not-modified.decorator.js';
import type { Rendered } from '../cache/rendered.js';
import { AccountIndexPipe } from '../http/account-index.pipe.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { AccountsService } from './accounts.service.js';
import {
  AllOrdersDto,
  AllPositionsDto,
  AllTradesDto,
  OrdersOfAccountDto,
  PositionsOfAccountDto,
  TradesOfAccountDto,
} from './sections.dto.js';

/** Parts of accounts in the exchange's own shapes, digit for digit. */
@ApiTags('accounts')
@Controller('api/ws')
export class SectionsController {
  constructor(private readonly accounts: AccountsService) {}

  @Get('positions')
  @ApiOperation({ summary: 'Positions of all accounts' })
  @ApiOkResponse({ type: AllPositionsDto })
  @ApiNotModified()
  allPositions(@CurrentPrincipal() principal: Principal): Rendered {
    return this.accounts.sections(principal, 'positions');
  }

  @Get('orders')
  @ApiOperation({ summary: 'Live orders of all accounts' })
  @ApiOkResponse({ type: AllOrdersDto })
  @ApiNotModified()
  allOrders(@CurrentPrincipal() principal: Principal): Rendered {
    return this.accounts.sections(principal, 'orders');
  }

  @Get('trades')
  @ApiOperation({ summary: 'Latest trades of all accounts' })
  @ApiOkResponse({ type: AllTradesDto })
  @ApiNotModified()
  allTrades(@CurrentPrincipal() principal: Principal): Rendered {
    return this.accounts.sections(principal, 'trades');
  }

  @Get('positions/:account_index')
  @ApiOperation({ summary: 'Positions of one account' })
  @ApiParam({ name: 'account_index', type: 'integer', example: 281001 })
  @ApiOkResponse({ type: PositionsOfAccountDto })
  @ApiNotModified()
  @ApiProblems('INVALID_REQUEST', 'ACCOUNT_NOT_FOUND')
  positions(
    @CurrentPrincipal() principal: Principal,
    @Param('account_index', AccountIndexPipe) index: number,
  ): Rendered {
    return this.accounts.section(principal, index, 'positions');
  }

  @Get('orders/:account_index')
  @ApiOperation({ summary: 'Live orders of one account' })
  @ApiParam({ name: 'account_index', type: 'integer', example: 281001 })
  @ApiOkResponse({ type: OrdersOfAccountDto })
  @ApiNotModified()
  @ApiProblems('INVALID_REQUEST', 'ACCOUNT_NOT_FOUND')
  orders(
    @CurrentPrincipal() principal: Principal,
    @Param('account_index', AccountIndexPipe) index: number,
  ): Rendered {
    return this.accounts.section(principal, index, 'orders');
  }

  @Get('trades/:account_index')
  @ApiOperation({ summary: 'Latest trades of one account' })
  @ApiParam({ name: 'account_index', type: 'integer', example: 281001 })
  @ApiOkResponse({ type: TradesOfAccountDto })
  @ApiNotModified()
  @ApiProblems('INVALID_REQUEST', 'ACCOUNT_NOT_FOUND')
  trades(
    @CurrentPrincipal() principal: Principal,
    @Param('account_index', AccountIndexPipe) index: number,
  ): Rendered {
    return this.accounts.section(principal, index, 'trades');
  }
}
