import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { ApiNotModified } from '../cache/api-not-modified.decorator.js';
import type { Rendered } from '../cache/rendered.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { PortfolioDto } from './portfolio.dto.js';
import { PortfolioQueryDto } from './portfolio-query.dto.js';
import { PortfolioService } from './portfolio.service.js';

@ApiTags('portfolio')
@Controller('api/portfolio')
export class PortfolioController {
  constructor(private readonly portfolio: PortfolioService) {}

  @Get()
  @ApiOperation({ summary: 'All accounts with positions, orders and trades, and their totals' })
  @ApiOkResponse({ type: PortfolioDto })
  @ApiNotModified()
  @ApiProblems('INVALID_REQUEST')
  read(@CurrentPrincipal() principal: Principal, @Query() { partial }: PortfolioQueryDto): Rendered {
    return this.portfolio.read(principal, partial);
  }
}
