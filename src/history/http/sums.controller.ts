import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RouteLimit } from '../../access/access.decorators.js';
import type { Principal } from '../../access/principal.js';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { Problem } from '../../http/problems.js';
import { HistoryReads } from '../history-reads.service.js';
import {
  AccountIndexDto,
  AccountsSpanQueryDto,
  CurvesQueryDto,
  EquityQueryDto,
  EquitySumQueryDto,
  PnlQueryDto,
} from './history-query.dto.js';
import { RequestSignal } from '../../http/request-signal.decorator.js';
import { accountPoint, equityChange, iso, pnlRow, pnlTotal, sumPoint } from './sums.js';
import { CurvesDto, EquityChangesDto, EquityDto, EquitySumDto, PnlDto } from './sums.dto.js';

/** Per caller and endpoint: a sum may take seconds. */
const REQUESTS_A_MINUTE = 120;

/** Sums over recorded rows. */
@ApiTags('history')
@Controller('api/history')
@ApiProblems('INVALID_REQUEST', 'ACCOUNT_NOT_FOUND', 'HISTORY_UNAVAILABLE')
export class SumsController {
  constructor(private readonly reads: HistoryReads) {}

  @Get('equity')
  @RouteLimit(REQUESTS_A_MINUTE)
  @ApiOperation({
    summary: 'Combined equity of several accounts over time, downsampled; the last 1000 points by default',
  })
  @ApiOkResponse({ type: EquitySumDto })
  async equityOfAll(
    @CurrentPrincipal() principal: Principal,
    @Query() { accounts: asked, resolution, ...span }: EquitySumQueryDto,
    @RequestSignal() caller: AbortSignal,
  ): Promise<EquitySumDto> {
    const { accounts, from, to, points } = await this.reads.equity(
      principal,
      asked ?? null,
      resolution,
      span,
      caller,
    );
    return {
      accounts: [...accounts],
      resolution,
      from: iso(from),
      to: iso(to),
      points: points.map(sumPoint),
      count: points.length,
    };
  }

  @Get('equity/changes')
  @RouteLimit(REQUESTS_A_MINUTE)
  @ApiOperation({
    summary: 'Opening and closing equity of each account, cash flows, and the PnL between them',
  })
  @ApiOkResponse({ type: EquityChangesDto })
  async changes(
    @CurrentPrincipal() principal: Principal,
    @Query() { accounts, ...span }: AccountsSpanQueryDto,
    @RequestSignal() caller: AbortSignal,
  ): Promise<EquityChangesDto> {
    const changes = await this.reads.equityChanges(principal, accounts ?? null, span, caller);
    return {
      from: span.from === undefined ? null : iso(span.from),
      to: span.to === undefined ? null : iso(span.to),
      accounts: changes.map(equityChange),
      count: changes.length,
    };
  }

  @Get('equity/curves')
  @RouteLimit(REQUESTS_A_MINUTE)
  @ApiOperation({ summary: 'Small equity curve of each account; the last seven days by default' })
  @ApiOkResponse({ type: CurvesDto })
  async curves(
    @CurrentPrincipal() principal: Principal,
    @Query() { accounts, points, ...span }: CurvesQueryDto,
    @RequestSignal() caller: AbortSignal,
  ): Promise<CurvesDto> {
    const curves = await this.reads.curves(principal, accounts ?? null, span, points, caller);
    return { times: curves.times.map(iso), accounts: curves.accounts };
  }

  @Get('equity/:index')
  @RouteLimit(REQUESTS_A_MINUTE)
  @ApiOperation({
    summary: 'Equity of an account over time, downsampled; the last 1000 points by default',
  })
  @ApiOkResponse({ type: EquityDto })
  async equity(
    @CurrentPrincipal() principal: Principal,
    @Param() { index }: AccountIndexDto,
    @Query() { resolution, ...span }: EquityQueryDto,
    @RequestSignal() caller: AbortSignal,
  ): Promise<EquityDto> {
    const { from, to, points } = await this.reads.equity(principal, [index], resolution, span, caller);
    return {
      account_index: index,
      resolution,
      from: iso(from),
      to: iso(to),
      points: points.map(accountPoint),
      count: points.length,
    };
  }

  @Get('pnl')
  @RouteLimit(REQUESTS_A_MINUTE)
  @ApiOperation({ summary: 'Exact sums of realized PnL, fees, funding, cash flows and volume' })
  @ApiOkResponse({ type: PnlDto })
  async pnl(
    @CurrentPrincipal() principal: Principal,
    @Query() { by, account_index, accounts, tz, ...span }: PnlQueryDto,
    @RequestSignal() caller: AbortSignal,
  ): Promise<PnlDto> {
    const rows = await this.reads.pnl(
      principal,
      by,
      onlyThese(account_index, accounts),
      { ...span, tz },
      caller,
    );
    return {
      by,
      tz,
      from: span.from === undefined ? null : iso(span.from),
      to: span.to === undefined ? null : iso(span.to),
      rows: rows.map((row) => pnlRow({ by, tz }, row, (id) => this.reads.symbolOf(id))),
      count: rows.length,
      total: pnlTotal(rows),
    };
  }
}

function onlyThese(index: number | undefined, accounts: number[] | undefined): number[] | null {
  if (index === undefined) return accounts ?? null;
  if (accounts) throw new Problem('INVALID_REQUEST', 'account_index and accounts cannot be combined');
  return [index];
}
