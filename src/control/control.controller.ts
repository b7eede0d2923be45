import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireAllAccounts, RequireScope } from '../access/access.decorators.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { ControlledDto, ControlStatusDto } from './control.dto.js';
import { ControlService } from './control.service.js';

@ApiTags('control')
@Controller('api/control')
@ApiProblems('FORBIDDEN')
export class ControlController {
  constructor(private readonly control: ControlService) {}

  @Get('status')
  @ApiOperation({ summary: 'Whether collection runs' })
  status(): ControlStatusDto {
    return this.control.status();
  }

  @Post('pause')
  @HttpCode(200)
  @RequireScope('admin')
  @RequireAllAccounts()
  @ApiOperation({
    summary: 'Send nothing to the exchange until resumed or restarted; everything served turns stale',
  })
  pause(): ControlledDto {
    return this.control.pause();
  }

  @Post('resume')
  @HttpCode(200)
  @RequireScope('admin')
  @RequireAllAccounts()
  @ApiOperation({ summary: 'Resume collection and recover what happened meanwhile' })
  resume(): ControlledDto {
    return this.control.resume();
  }
}
