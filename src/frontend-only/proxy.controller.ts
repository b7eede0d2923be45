import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Patch,
  Post,
  Put,
  type StreamableFile,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RequireAllAccounts, RequireScope } from '../access/access.decorators.js';
import { RequestSignal } from '../http/request-signal.decorator.js';
import { LabelChangeDto } from '../labels/labels.dto.js';
import { PushEndpointDto, PushSubscriptionDto } from '../alerts/delivery/push/push.dto.js';
import { ForProxy, type ProxyRequest } from './proxy-request.decorator.js';
import { ProxyService } from './proxy.service.js';

const OF_ALL_ACCOUNTS = ['trades', 'cash-flows', 'pnl', 'equity', 'equity/changes', 'equity/curves'];
const OF_ONE_ACCOUNT = [
  ...['accounts', 'trades', 'orders', 'positions', 'funding', 'cash-flows', 'gaps', 'outages', 'equity'],
];
const HISTORY = [
  ...OF_ALL_ACCOUNTS.map((rows) => `history/${rows}`),
  ...OF_ONE_ACCOUNT.map((rows) => `history/${rows}/:account_index`),
];
const RECONNECTS = ['ws', 'rest', 'connections'].map((kind) => `${kind}/reconnect`);

/** Routes that only the collecting instance can answer: history and control. Its API document describes them. */
@ApiExcludeController()
@Controller('api')
export class ProxyController {
  constructor(private readonly proxy: ProxyService) {}

  @Get([...HISTORY, 'supabase/status', 'errors', 'control/status', 'alerts', 'alerts/push'])
  read(@ForProxy() request: ProxyRequest, @RequestSignal() left: AbortSignal): Promise<StreamableFile> {
    return this.proxy.forward(request, undefined, left);
  }

  @RequireScope('admin')
  @Get('ws/raw-messages')
  inspect(@ForProxy() request: ProxyRequest): Promise<StreamableFile> {
    return this.proxy.forward(request);
  }

  @RequireScope('admin')
  @Post(RECONNECTS)
  @HttpCode(200)
  reconnect(@ForProxy() request: ProxyRequest): Promise<StreamableFile> {
    return this.proxy.forward(request);
  }

  @RequireScope('admin')
  @Patch('accounts/:account_index/label')
  label(@ForProxy() request: ProxyRequest, @Body() label: LabelChangeDto): Promise<StreamableFile> {
    return this.proxy.forward(request, label);
  }

  @Post('alerts/push')
  @HttpCode(200)
  subscribe(
    @ForProxy() request: ProxyRequest,
    @Body() browser: PushSubscriptionDto,
  ): Promise<StreamableFile> {
    return this.proxy.forward(request, browser);
  }

  @Post('alerts/push/remove')
  @HttpCode(200)
  unsubscribe(@ForProxy() request: ProxyRequest, @Body() browser: PushEndpointDto): Promise<StreamableFile> {
    return this.proxy.forward(request, browser);
  }

  @Post('alerts/:alert_id/acknowledge')
  @HttpCode(200)
  acknowledge(@ForProxy() request: ProxyRequest): Promise<StreamableFile> {
    return this.proxy.forward(request);
  }

  @RequireAllAccounts()
  @Get('alert-rules')
  rules(@ForProxy() request: ProxyRequest): Promise<StreamableFile> {
    return this.proxy.forward(request);
  }

  @RequireScope('admin')
  @RequireAllAccounts()
  @Put('alert-rules/:rule_id')
  setRule(@ForProxy() request: ProxyRequest, @Body() rule: object): Promise<StreamableFile> {
    return this.proxy.forward(request, rule);
  }

  @RequireScope('admin')
  @RequireAllAccounts()
  @Delete('alert-rules/:rule_id')
  deleteRule(@ForProxy() request: ProxyRequest): Promise<StreamableFile> {
    return this.proxy.forward(request);
  }

  @RequireScope('admin')
  @RequireAllAccounts()
  @Get('alerts/channels')
  inspectAll(@ForProxy() request: ProxyRequest): Promise<StreamableFile> {
    return this.proxy.forward(request);
  }

  @RequireScope('admin')
  @RequireAllAccounts()
  @Post(['control/pause', 'control/resume', 'errors/clear', 'alerts/test'])
  @HttpCode(200)
  control(@ForProxy() request: ProxyRequest): Promise<StreamableFile> {
    return this.proxy.forward(request);
  }
}
