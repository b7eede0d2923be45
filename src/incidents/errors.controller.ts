import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RequireAllAccounts, RequireScope } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { ErrorsClearedDto, ErrorsDto, ErrorsQuery } from './errors.dto.js';
import { ErrorsService } from './errors.service.js';

@ApiTags('incidents')
@Controller('api/errors')
export class ErrorsController {
  constructor(private readonly errors: ErrorsService) {}

  @Get()
  @ApiOperation({ summary: 'Recent incidents, newest first' })
  @ApiProblems('INVALID_REQUEST')
  list(@CurrentPrincipal() principal: Principal, @Query() query: ErrorsQuery): ErrorsDto {
    return this.errors.list(principal, query);
  }

  @Post('clear')
  @HttpCode(200)
  @RequireScope('admin')
  @RequireAllAccounts()
  @ApiOperation({ summary: 'Clear all incidents' })
  @ApiProblems('FORBIDDEN')
  clear(): ErrorsClearedDto {
    return this.errors.clear();
  }
}
