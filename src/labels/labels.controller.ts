import { Body, Controller, Param, Patch } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RequireScope } from '../access/access.decorators.js';
import { canSee, type Principal } from '../access/principal.js';
import { AccountIndexPipe } from '../http/account-index.pipe.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { Problem } from '../http/problems.js';
import { AccountLabelledDto, LabelChangeDto } from './labels.dto.js';
import { LabelsService } from './labels.service.js';

@ApiTags('accounts')
@Controller('api/accounts')
export class LabelsController {
  constructor(private readonly labels: LabelsService) {}

  @Patch(':account_index/label')
  @RequireScope('admin')
  @ApiOperation({ summary: 'Set what people call an account, its group and its tags' })
  @ApiParam({ name: 'account_index', type: 'integer', example: 281001 })
  @ApiProblems('INVALID_REQUEST', 'FORBIDDEN', 'ACCOUNT_NOT_FOUND')
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param('account_index', AccountIndexPipe) account_index: number,
    @Body() { label, group, tags }: LabelChangeDto,
  ): Promise<AccountLabelledDto> {
    if (!canSee(principal, account_index))
      throw new Problem('ACCOUNT_NOT_FOUND', `Account ${account_index} is not configured`);
    const now = await this.labels.change(account_index, {
      ...(label !== undefined && { label }),
      ...(group !== undefined && { group }),
      ...(tags !== undefined && { tags: tags ?? [] }),
    });
    return { account_index, ...(now ?? { label: null, group: null, tags: [] }) };
  }
}
