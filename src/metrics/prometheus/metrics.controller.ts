import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Registry } from 'prom-client';

@ApiTags('status')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly registry: Registry) {}

  @Get()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  @ApiProduces('text/plain')
  @ApiOperation({ summary: 'Metrics in the Prometheus text format' })
  @ApiOkResponse({ schema: { type: 'string', example: 'lighter_accounts 3\n' } })
  metrics(): Promise<string> {
    return this.registry.metrics();
  }
}
