import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RouteLimit } from '../../../access/access.decorators.js';
import { isPublic, type Principal } from '../../../access/principal.js';
import { AppConfig } from '../../../config/app-config.js';
import { ApiProblems } from '../../../http/api-problems.decorator.js';
import { Problem } from '../../../http/problems.js';
import { PushSubscriptions } from './push-subscriptions.js';
import { PushAnswerDto, PushEndpointDto, PushStatusDto, PushSubscriptionDto } from './push.dto.js';

/** Push services of the browsers in use. The service sends requests there, so no other host may be named. */
const PUSH_SERVICES =
  /^(?:fcm\.googleapis\.com|(?:[\w-]+\.)*push\.services\.mozilla\.com|(?:[\w-]+\.)*push\.apple\.com|(?:[\w-]+\.)*notify\.windows\.com)$/;

/** Push messages to browsers, each about the accounts that its key sees. */
@ApiTags('alerts')
@Controller('api/alerts/push')
export class PushController {
  constructor(
    private readonly config: AppConfig,
    private readonly subscriptions: PushSubscriptions,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Whether push messages are on, and the key to subscribe with' })
  status(): PushStatusDto {
    const enabled = this.config.alerts.pushContact !== null;
    return { enabled, public_key: enabled ? this.subscriptions.keys().publicKey : null };
  }

  @Post()
  @HttpCode(200)
  @RouteLimit(30)
  @ApiOperation({ summary: 'Subscribe this browser to push messages' })
  @ApiProblems('INVALID_REQUEST', 'FORBIDDEN', 'NOT_FOUND', 'ENGINE_UNAVAILABLE')
  async subscribe(
    @CurrentPrincipal() principal: Principal,
    @Body() { endpoint, keys }: PushSubscriptionDto,
  ): Promise<PushAnswerDto> {
    if (this.config.alerts.pushContact === null)
      throw new Problem('NOT_FOUND', 'Push messages are off. Set ALERT_PUSH_CONTACT to turn them on.');
    if (isPublic(principal)) throw new Problem('FORBIDDEN', 'Sign in with a key to get push messages.');
    const { name, scope, accounts } = principal;
    requirePushService(endpoint, scope);
    const { p256dh, auth } = keys;
    const subscription = { endpoint, keys: { p256dh, auth }, key: name, accounts: accounts && [...accounts] };
    await this.subscriptions.add(subscription);
    return { subscribed: true };
  }

  @Post('remove')
  @HttpCode(200)
  @ApiOperation({ summary: 'End the push messages to this browser' })
  @ApiProblems('INVALID_REQUEST', 'ENGINE_UNAVAILABLE')
  async unsubscribe(@Body() { endpoint }: PushEndpointDto): Promise<PushAnswerDto> {
    await this.subscriptions.remove(endpoint);
    return { subscribed: false };
  }
}

/** @throws Problem INVALID_REQUEST. Administrators may name a push service of their own. */
function requirePushService(endpoint: string, scope: Principal['scope']): void {
  const url = URL.parse(endpoint);
  const isHttp = url !== null && /^https?:$/.test(url.protocol) && url.username === '';
  if (isHttp && scope === 'admin') return;
  if (isHttp && url.protocol === 'https:' && url.port === '' && PUSH_SERVICES.test(url.hostname)) return;
  throw new Problem('INVALID_REQUEST', 'endpoint must be an address of a known push service');
}
