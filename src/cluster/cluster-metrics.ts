import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Histogram, Registry } from 'prom-client';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { Clock, type Timer } from '../clock/clock.js';
import { counted, countedBy, gauge, OF_STATE } from '../metrics/prometheus/instruments.js';
import { scrubber } from '../secrets/scrubber.js';
import { Engine, EngineDown, type EngineUsage } from './engine.port.js';
import { Leadership } from './leadership.js';
import { LogWriter } from './log-writer.js';
import { FollowedLog } from './shares/followed-log.js';

const READ_USAGE_EVERY: Millis = 10_000;
/** Seconds; a batch is one script, which takes well under a millisecond on the server. */
const APPEND_BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5];

/** The engine as this process reaches it. */
@Injectable()
export class EngineMetrics implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(EngineMetrics.name);
  private usage: EngineUsage | null = null;
  /** Whether the engine refused the question; it is logged once. */
  private isRefused = false;
  private timer: Timer | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly clock: Clock,
    registry: Registry,
  ) {
    const up = (): number => Number(engine.connected);
    gauge(registry, 'lighter_cluster_engine_up', 'Whether every process reaches the engine', up, 'min');
    const of = (field: keyof EngineUsage) => (): number => this.usage?.[field] ?? 0;
    const memory = 'lighter_cluster_engine_memory_bytes';
    gauge(registry, memory, 'Memory that the engine uses; 0 if it is not known', of('bytes'), 'max');
    const limit = 'lighter_cluster_engine_memory_limit_bytes';
    gauge(registry, limit, 'maxmemory of the engine; 0 without a limit', of('limit'), 'max');
  }

  onModuleInit(): void {
    void this.readUsage();
    this.timer = this.clock.every(READ_USAGE_EVERY, () => void this.readUsage());
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }

  private async readUsage(): Promise<void> {
    try {
      this.usage = await this.engine.usage();
    } catch (error) {
      // Some servers do not allow the question: its answer stays unknown.
      if (error instanceof EngineDown || this.isRefused) return;
      this.isRefused = true;
      this.logger.warn(`The engine does not report its memory: ${scrubber.scrubError(error).message}`);
    }
  }
}

/** The log as a gateway reads it. */
@Injectable()
export class FollowerMetrics {
  constructor(log: FollowedLog, registry: Registry) {
    gauge(
      registry,
      'lighter_cluster_follow_lag_seconds',
      'Time since the last entry of the log, which has one a second while a collector leads',
      () => log.lagMs / 1000,
      'max',
    );
    const [taken, read] = ['lighter_cluster_takeovers_total', 'lighter_cluster_reloads_total'];
    countedBy(registry, taken, 'Takeovers seen in the log', 'reason', () => log.takeovers, OF_STATE);
    countedBy(registry, read, 'Times that a gateway read the whole state anew', 'why', () => log.reloads);
    const [all, led] = ['lighter_cluster_shares', 'lighter_cluster_shares_led'];
    gauge(registry, all, 'Shares into which the accounts are cut', () => log.shares, 'max');
    gauge(registry, led, 'Shares whose collector every process hears of', () => log.led, 'min');
  }
}

/** The log as the leader writes it. */
@Injectable()
export class LeaderMetrics {
  constructor(writer: LogWriter, leadership: Leadership, registry: Registry) {
    const leads = (): number => Number(leadership.granted);
    gauge(registry, 'lighter_cluster_leads', 'Whether this collector leads', leads, 'max');
    gauge(
      registry,
      'lighter_cluster_lease_seconds_left',
      'Time until the lease of this collector ends, unless it is renewed',
      () => leadership.leftMs / 1000,
      'max',
    );
    const waiting = 'lighter_cluster_waiting_changes';
    gauge(registry, waiting, 'Changes that the log does not have yet', () => writer.waiting);
    const bytes = 'lighter_cluster_append_bytes_total';
    counted(registry, bytes, 'Bytes of entries appended to the log', () => writer.appendedBytes);
    const seconds = new Histogram({
      name: 'lighter_cluster_append_seconds',
      help: 'Time until a batch was in the log',
      buckets: APPEND_BOUNDS,
      registers: [registry],
    });
    writer.onAppended = (ms) => seconds.observe(ms / 1000);
  }
}
