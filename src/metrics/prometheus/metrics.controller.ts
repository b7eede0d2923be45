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
    return principal.accounts === null ? text : this.withoutForeignWays(text, principal);
  }

  /** Series are of the whole service, but for those of one way out, which is the business of its accounts alone. */
  private withoutForeignWays(text: string, principal: Principal): string {
    const foreign = this.feed
      .connections()
      .egresses.filter(({ accounts }) => !accounts.some((index) => canSee(principal, index)))
      .map(({ egress_id }) => `egress="${egress_id}"`);
    const isForeign = (line: string): boolean => foreign.some((label) => line.includes(label));
    return text
      .split('\n')
      .filter((line) => !isForeign(line))
      .join('\n');
  }
}
