import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../../access/access.decorators.js';
import type { Principal } from '../../access/principal.js';
import { HistoryReads } from '../history-reads.service.js';
import type { TableName } from '../tables.js';
import { fileNameOf, jsonAnswer, streamAnswer, type ListAnswer } from './answers.js';
import { AccountIndexDto, HistoryQueryDto } from './history-query.dto.js';
import { ApiRows } from './api-rows.decorator.js';

const STREAM_PAGE = 1_000;

/** Recorded rows, newest first by default. */
@ApiTags('history')
@Controller('api/history')
export class HistoryController {
  constructor(private readonly reads: HistoryReads) {}

  @Get('accounts/:index')
  @ApiOperation({ summary: 'Snapshots of an account' })
  @ApiRows('account_snapshots', 'snapshots')
  accounts(
    @CurrentPrincipal() principal: Principal,
    @Param() { index }: AccountIndexDto,
    @Query() query: HistoryQueryDto,
  ) {
    return this.answer(principal, 'account_snapshots', 'snapshots', index, query, 100);
  }

  @Get('trades')
  @ApiOperation({ summary: 'Trades of all accounts' })
  @ApiRows('trades', 'trades', { ofAll: true })
  allTrades(@CurrentPrincipal() principal: Principal, @Query() query: HistoryQueryDto) {
    return this.answer(principal, 'trades', 'trades', null, query, 50);
  }

  @Get('trades/:index')
  @ApiOperation({ summary: 'Trades of an account' })
  @ApiRows('trades', 'trades')
  trades(
    @CurrentPrincipal() principal: Principal,
    @Param() { index }: AccountIndexDto,
    @Query() query: HistoryQueryDto,
  ) {
    return this.answer(principal, 'trades', 'trades', index, query, 50);
  }

  @Get('orders/:index')
  @ApiOperation({ summary: 'Every observed state of each order of an account' })
  @ApiRows('orders', 'orders')
  orders(
    @CurrentPrincipal() principal: Principal,
    @Param() { index }: AccountIndexDto,
    @Query() query: HistoryQueryDto,
  ) {
    return this.answer(principal, 'orders', 'orders', index, query, 100);
  }

  @Get('positions/:index')
  @ApiOperation({ summary: 'Positions of an account as they opened, changed, flipped and closed' })
  @ApiRows('positions', 'positions')
  positions(
    @CurrentPrincipal() principal: Principal,
    @Param() { index }: AccountIndexDto,
    @Query() query: HistoryQueryDto,
  ) {
    return this.answer(principal, 'positions', 'positions', index, query, 100);
  }

  @Get('funding/:index')
  @ApiOperation({ summary: 'Funding payments of an account' })
  @ApiRows('funding', 'funding')
  funding(
    @CurrentPrincipal() principal: Principal,
    @Param() { index }: AccountIndexDto,
    @Query() query: HistoryQueryDto,
  ) {
    return this.answer(principal, 'funding', 'funding', index, query, 100);
  }

  @Get('cash-flows')
  @ApiOperation({ summary: 'Deposits, withdrawals and transfers of all accounts' })
  @ApiRows('cash_flows', 'cash_flows', { ofAll: true })
  allCashFlows(@CurrentPrincipal() principal: Principal, @Query() query: HistoryQueryDto) {
    return this.answer(principal, 'cash_flows', 'cash_flows', null, query, 100);
  }

  @Get('cash-flows/:index')
  @ApiOperation({ summary: 'Deposits, withdrawals and transfers of an account' })
  @ApiRows('cash_flows', 'cash_flows')
  cashFlows(
    @CurrentPrincipal() principal: Principal,
    @Param() { index }: AccountIndexDto,
    @Query() query: HistoryQueryDto,
  ) {
    return this.answer(principal, 'cash_flows', 'cash_flows', index, query, 100);
  }

  @Get('gaps/:index')
  @ApiOperation({
    summary: 'Spans in which fills of the account may have been missed, and whether they were recovered',
  })
  @ApiRows('gaps', 'gaps')
  gaps(
    @CurrentPrincipal() principal: Principal,
    @Param() { index }: AccountIndexDto,
    @Query() query: HistoryQueryDto,
  ) {
    return this.answer(principal, 'gaps', 'gaps', index, query, 100);
  }

  @Get('outages/:index')
  @ApiOperation({ summary: 'Spans in which a connection of the account to the exchange was down' })
  @ApiRows('link_outages', 'outages')
  outages(
    @CurrentPrincipal() principal: Principal,
    @Param() { index }: AccountIndexDto,
    @Query() query: HistoryQueryDto,
  ) {
    return this.answer(principal, 'link_outages', 'outages', index, query, 100);
  }

  private async answer(
    principal: Principal,
    table: TableName,
    name: string,
    index: number | null,
    { limit, format, cursor, ...query }: HistoryQueryDto,
    defaultLimit: number,
  ): Promise<ListAnswer | StreamableFile> {
    const reading = { ...query, cursor: cursor ?? null };
    if (format === 'json') {
      const page = await this.reads.page(principal, table, index, {
        ...reading,
        limit: limit ?? defaultLimit,
      });
      return jsonAnswer(table, name, index, page);
    }
    const pages = this.reads.pages(principal, table, index, { ...reading, limit: STREAM_PAGE }, limit);
    return streamAnswer(table, format, fileNameOf(table, index, query), pages);
  }
}
