import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Optional,
} from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Clock, type Timer } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { RuleEvaluation } from '../rule-evaluation.port.js';
import { AlertHttp } from './alert-http.js';
import { HeartbeatDuty } from './heartbeat-duty.port.js';
import { outcomeOf, outcomeOfError } from './outcomes.js';

const PERIOD_MS = 60_000;

/**
 * Dead man's switch: requests ALERT_HEARTBEAT_URL every minute while the service is ready and rules are evaluated. Its
 * receiver alerts when that stops, so a machine that is off or cut off is noticed too.
 */
@Injectable()
export class Heartbeat implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Heartbeat');
  private readonly http: AlertHttp;
  private timer: Timer | null = null;
  /** Why the last minute had none; logged when it changes. */
  private reason: string | null = null;
  private readonly abort = new AbortController();

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly modules: ModuleRef,
    @Optional() @Inject(HeartbeatDuty) private readonly duty: HeartbeatDuty | null = null,
  ) {
    this.http = new AlertHttp(config.alerts.proxy, clock);
  }

  onApplicationBootstrap(): void {
    if (this.config.alerts.heartbeatUrl) this.timer = this.clock.every(PERIOD_MS, () => void this.beat());
  }

  async onModuleDestroy(): Promise<void> {
    this.timer?.cancel();
    this.abort.abort();
    await this.http.close();
  }

  private async beat(): Promise<void> {
    const reason = await this.attempt();
    if (this.abort.signal.aborted || reason === this.reason) return;
    this.reason = reason;
    if (reason === null) this.logger.log('The heartbeat is sent');
    else this.logger.warn(`No heartbeat: ${reason}`);
  }

  /** @returns why there is no heartbeat; `null` once its receiver has taken it */
  private async attempt(): Promise<string | null> {
    try {
      return (await this.whatIsWrong()) ?? (await this.request());
    } catch (error) {
      return outcomeOfError(error).answer;
    }
  }

  private async whatIsWrong(): Promise<string | null> {
    const reason = this.duty?.reason() ?? null;
    if (reason !== null) return reason;
    const evaluatedAt = this.modules.get(RuleEvaluation, { strict: false }).evaluatedAt();
    if (evaluatedAt === null || this.clock.monotonic() - evaluatedAt > PERIOD_MS)
      return 'rules have not been evaluated for a minute';
    const { statusCode } = await this.host.httpAdapter.getInstance().inject('/health/ready');
    return statusCode === 200 ? null : `the service is not ready (${statusCode})`;
  }

  private async request(): Promise<string | null> {
    const url = this.config.alerts.heartbeatUrl!.reveal();
    const outcome = outcomeOf(await this.http.get(url, this.abort.signal));
    return outcome.result === 'delivered' ? null : `its receiver answered ${outcome.answer}`;
  }
}
