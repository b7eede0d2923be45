import { Controller, Get, Header, Inject, Optional } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { AggregatorRegistry, Registry } from 'prom-client';
import { CurrentPrincipal } from '../../access/access.decorators.js';
import { canSee, type Principal } from '../../access/principal.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { MetricsElsewhere } from './metrics-elsewhere.port.js';

@ApiTags('status')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly registry: Registry,
    private readonly feed: ChangeFeed,
    /** Absent where this process is the service. */
    @Optional() @Inject(MetricsElsewhere) private readonly elsewhere: MetricsElsewhere | null = null,
  ) {
    elsewhere?.provide(() => registry.getMetricsAsJSON());
  }

  @Get()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  @ApiProduces('text/plain')
  @ApiOperation({ summary: 'Metrics in the Prometheus text format' })
  @ApiOkResponse({ schema: { type: 'string', example: 'lighter_accounts 3\n' } })
  async metrics(@CurrentPrincipal() principal: Principal): Promise<string> {
    const text = await this.ofService();
    return principal.accounts === null ? text : this.withoutHiddenSeries(text, principal);
  }

  /** Sums over all processes; what the state has, from the one that leads. */
  private async ofService(): Promise<string> {
    if (!this.elsewhere) return this.registry.metrics();
    const all = [...(await this.elsewhere.read()), await this.registry.getMetricsAsJSON()];
    return AggregatorRegistry.aggregate(all).metrics();
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
