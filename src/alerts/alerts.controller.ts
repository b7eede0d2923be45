import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RequireAllAccounts, RequireScope } from '../access/access.decorators.js';
import { canSee, isPublic, type Principal } from '../access/principal.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { Problem } from '../http/problems.js';
import { AlertPages } from './alert-pages.js';
import { encodePosition } from './alert-position.js';
import { AlertService } from './alert-service.js';
import { AlertSink } from './alert-sink.port.js';
import {
  AlertDto,
  AlertIdDto,
  AlertRuleBody,
  AlertRuleDto,
  AlertRulesDto,
  AlertsDto,
  AlertsQuery,
  RuleDeletedDto,
  RuleIdDto,
} from './alerts.dto.js';
import { AlertRules } from './rules/alert-rules.js';

@ApiTags('alerts')
@Controller('api')
export class AlertsController {
  constructor(
    private readonly alerts: AlertService,
    private readonly pages: AlertPages,
    private readonly rules: AlertRules,
    private readonly sink: AlertSink,
  ) {}

  @Get('alerts')
  @ApiOperation({ summary: 'Alerts, newest first' })
  @ApiProblems('INVALID_REQUEST', 'ACCOUNT_NOT_FOUND', 'HISTORY_UNAVAILABLE')
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query() { open, account_index, limit, cursor }: AlertsQuery,
  ): Promise<AlertsDto> {
    if (account_index !== undefined && !canSee(principal, account_index))
      throw new Problem('ACCOUNT_NOT_FOUND', `Account ${account_index} is not configured`);
    const own = principal.accounts && [...principal.accounts];
    const accounts = account_index === undefined ? own : [account_index];
    const { alerts, next } = await this.pages.read({ accounts, open, limit, after: cursor ?? null });
    return { alerts, next_cursor: next && encodePosition(next) };
  }

  @Post('alerts/:alert_id/acknowledge')
  @HttpCode(200)
  @ApiOperation({ summary: 'Acknowledge an alert: it is being handled' })
  @ApiProblems('INVALID_REQUEST', 'FORBIDDEN', 'NOT_FOUND')
  acknowledge(@CurrentPrincipal() principal: Principal, @Param() { alert_id }: AlertIdDto): AlertDto {
    if (isPublic(principal)) throw new Problem('FORBIDDEN', 'Sign in with a key to acknowledge alerts.');
    return this.alerts.acknowledge(principal, alert_id);
  }

  @Get('alert-rules')
  @RequireAllAccounts()
  @ApiOperation({ summary: 'The rules in force' })
  @ApiProblems('FORBIDDEN')
  listRules(): AlertRulesDto {
    return {
      rules: this.rules.list(),
      channels: [...this.sink.channels()],
      file_faults: [...this.rules.faults()],
    };
  }

  @Put('alert-rules/:rule_id')
  @RequireScope('admin')
  @RequireAllAccounts()
  @ApiOperation({ summary: 'Set a rule, or override a default one' })
  @ApiBody({ type: AlertRuleBody })
  @ApiProblems('INVALID_REQUEST', 'FORBIDDEN')
  put(@Param() { rule_id }: RuleIdDto, @Body() body: object): Promise<AlertRuleDto> {
    return this.rules.put(rule_id, body);
  }

  @Delete('alert-rules/:rule_id')
  @RequireScope('admin')
  @RequireAllAccounts()
  @ApiOperation({ summary: 'Delete a rule that the API set; a default one is as it was again' })
  @ApiProblems('INVALID_REQUEST', 'FORBIDDEN', 'NOT_FOUND')
  async remove(@Param() { rule_id }: RuleIdDto): Promise<RuleDeletedDto> {
    await this.rules.remove(rule_id);
    return { success: true };
  }
}
