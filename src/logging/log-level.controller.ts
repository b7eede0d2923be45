import { Body, Controller, Get, Logger, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { PinoLogger } from 'nestjs-pino';
import { CurrentPrincipal, RequireAllAccounts, RequireScope } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { LogLevelDto } from './log-level.dto.js';

/** The log level, until the next start. */
@ApiTags('control')
@Controller('api/log-level')
@RequireScope('admin')
@ApiProblems('FORBIDDEN')
export class LogLevelController {
  private readonly logger = new Logger('Logging');

  @Get()
  @ApiOperation({ summary: 'Current log level' })
  read(): LogLevelDto {
    return { level: PinoLogger.root.level as LogLevelDto['level'] };
  }

  @Put()
  @RequireAllAccounts()
  @ApiOperation({ summary: 'Change the log level until the next start' })
  change(@CurrentPrincipal() { name }: Principal, @Body() { level }: LogLevelDto): LogLevelDto {
    PinoLogger.root.level = level;
    this.logger.warn(`${name} set the log level to ${level}`);
    return { level };
  }
}
