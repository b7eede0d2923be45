import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { CurrentPrincipal } from '../../access/access.decorators.js';
import { canSee, type Principal } from '../../access/principal.js';
import { ChangeFeed } from '../../state/change-feed.port.js';

@ApiTags('status')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly registry: Registry,
    private readonly feed: ChangeFeed,
  ) {}

  @Get()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  @ApiProduces('text/plain')
  @ApiOperation({ summary: 'Metrics in the Prometheus text format' })
  @ApiOkResponse({ schema: { type: 'string', example: 'lighter_accounts 3\n' } })
  async metrics(@CurrentPrincipal() principal: Principal): Promise<string> {
    const text = await this.registry.metrics();
    return principal.accounts === null ? text : this.withoutHiddenSeries(text, principal);
  }

  /**
   * Removes the series of each egress that serves none of the principal's accounts, and the counts of incidents and alerts,
   * which may be of any account. All others cover the whole service.
   */
  private withoutHiddenSeries(text: string, principal: Principal): string {
    const hidden = this.feed
      .connections()
      .egresses.filter(({ accounts }) => !accounts.some((index) => canSee(principal, index)))
      .map(({ egress_id }) => `egress="${egress_id}"`);
    const isHidden = (line: string): boolean =>
      /^lighter_(incidents_total|alert_\w+)\{/.test(line) || hidden.some((label) => line.includes(label));
    return text
      .split('\n')
      .filter((line) => !isHidden(line))
      .join('\n');
  }
}
