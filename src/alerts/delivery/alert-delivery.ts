import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type BeforeApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { AlertEvent } from 'lighter-broadcaster-protocol/alert';
import { KeyRing } from '../../access/key-ring.js';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { AppendLog } from '../../files/append-log.js';
import { Problem } from '../../http/problems.js';
import { IncidentWriter } from '../../incidents/incident-writer.port.js';
import { Secret } from '../../secrets/secret.js';
import { AlertSink } from '../alert-sink.port.js';
import type { AlertChannel, DeliveryOutcome } from './alert-channel.port.js';
import { AlertHttp } from './alert-http.js';
import { ChannelWorker, type ChannelStanding } from './channel-worker.js';
import { settingsOf, type ChannelSettings } from './channel-settings.js';
import { createChannel } from './create-channel.js';
import { composeMessage, type AlertMessage } from './alert-message.js';
import { Outbox } from './outbox.js';
import { PushSubscriptions } from './push/push-subscriptions.js';
import { PushChannel } from './push/push.channel.js';
import { SharedOutbox } from './shared-outbox.port.js';
import { testEvent } from './test-event.js';

/** File of the outbox inside DATA_DIR. */
export const OUTBOX_FILE = 'alert-outbox.ndjson';
const STOP_GRACE_MS = 3_000;

export type NamedStanding = { readonly name: string } & ChannelStanding;

/** Delivers alerts to every configured channel. A channel that does not answer affects no other. */
@Injectable()
export class AlertDelivery extends AlertSink implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('Alerts');
  private readonly http: AlertHttp;
  private readonly byName = new Map<string, AlertChannel>();
  private readonly workers = new Map<string, ChannelWorker>();
  private readonly outbox: Outbox;
  private readonly unknown = new Set<string>();
  private readonly loaded = Promise.withResolvers<void>();
  /** Names of the channels that variables configure. */
  private readonly own: readonly string[];
  private ofFile: readonly ChannelSettings[] = [];
  /** Resolves once the channels of the file are as they were configured last. */
  private ready: Promise<void> = Promise.resolve();

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly incidents: IncidentWriter,
    subscriptions: PushSubscriptions,
    keys: KeyRing,
    @Optional() @Inject(SharedOutbox) private readonly shared: SharedOutbox | null = null,
  ) {
    super();
    this.http = new AlertHttp(config.alerts.proxy, clock);
    for (const settings of settingsOf(config.alerts))
      this.byName.set(settings.name, createChannel(settings, this.http, clock));
    const { pushContact: contact } = config.alerts;
    if (contact !== null) {
      const compose = this.compose.bind(this);
      const push = new PushChannel({ subscriptions, keys, http: this.http, contact, compose });
      this.byName.set(push.name, push);
    }
    const { enabled, dataDir } = config.history;
    this.own = [...this.byName.keys()];
    const log = shared?.log ?? (enabled ? new AppendLog(join(dataDir, OUTBOX_FILE)) : null);
    this.outbox = new Outbox(this.own, log);
    for (const channel of this.byName.values()) this.workers.set(channel.name, this.workerOf(channel));
  }

  override channels(): readonly string[] {
    return [...this.own, ...this.ofFile.map(({ name }) => name)];
  }

  override ownChannels(): readonly string[] {
    return this.own;
  }

  override configure(channels: readonly ChannelSettings[]): void {
    const before = this.ofFile;
    this.ofFile = channels;
    this.ready = this.ready.then(() => this.replace(before, channels));
  }

  async onModuleInit(): Promise<void> {
    try {
      await this.outbox.load();
    } catch (error) {
      this.logger.error(`Waiting alerts could not be read: ${(error as Error).message}`);
    }
    this.loaded.resolve();
    for (const worker of this.workers.values()) worker.wake();
  }

  override async enqueue(event: AlertEvent, channels: readonly string[]): Promise<void> {
    await this.loaded.promise;
    await this.ready;
    const known = channels.filter((name) => this.byName.has(name));
    for (const name of channels) if (!this.byName.has(name)) this.warnOfUnknown(name);
    if (known.length === 0) return;
    for (const name of await this.outbox.add(event, known)) this.workers.get(name)!.added();
  }

  standings(): NamedStanding[] {
    return [...this.workers].map(([name, worker]) => ({ name, ...worker.standing() }));
  }

  /** Sends a test at once, past what waits. @throws Problem NOT_FOUND for a channel that is not configured */
  async test(name: string, signal: AbortSignal): Promise<DeliveryOutcome> {
    const channel = this.byName.get(name);
    if (!channel) {
      const known = this.channels().join(', ') || 'none';
      throw new Problem('NOT_FOUND', `There is no alert channel ${name}. Configured are: ${known}.`);
    }
    const event = testEvent(this.clock.wallNow());
    return channel.send(this.compose(`msg_${event.event_id}`, [event]), signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.workers.values()].map((worker) => worker.stop(STOP_GRACE_MS)));
    await this.outbox.close();
    await this.http.close();
  }

  /** Channels that did not change go on; a changed one continues with what waits for it. */
  private async replace(before: readonly ChannelSettings[], now: readonly ChannelSettings[]): Promise<void> {
    await this.loaded.promise;
    const gone = before.filter(({ name }) => !now.some((channel) => channel.name === name));
    for (const { name } of gone) {
      await this.workers.get(name)?.stop(0);
      this.workers.delete(name);
      this.byName.delete(name);
    }
    try {
      const lost = await this.outbox.keepOnly(this.channels());
      if (lost.length > 0)
        this.logger.warn(`Alerts for ${lost.join(', ')} are dropped, because no such channel is configured`);
    } catch (error) {
      this.logger.error(`Alerts that were dropped may be sent after a restart: ${(error as Error).message}`);
    }
    for (const settings of now) if (!before.some((other) => isSame(other, settings))) this.open(settings);
  }

  private open(settings: ChannelSettings): void {
    const channel = createChannel(settings, this.http, this.clock);
    this.byName.set(channel.name, channel);
    const worker = this.workers.get(channel.name);
    if (worker) return worker.use(channel);
    const opened = this.workerOf(channel);
    this.workers.set(channel.name, opened);
    opened.wake();
  }

  private workerOf(channel: AlertChannel): ChannelWorker {
    return new ChannelWorker(channel, {
      outbox: this.outbox,
      shared: this.shared,
      clock: this.clock,
      random: Math.random,
      compose: (id, events) => this.compose(id, events),
      report: (name, message) => this.report(name, message),
    });
  }

  private compose(id: string, events: readonly AlertEvent[]): AlertMessage {
    const { zone } = this.config.alerts;
    return composeMessage(id, events, { zone, publicUrl: this.config.access.publicUrl });
  }

  private report(name: string, message: string): void {
    this.incidents.report({
      source: 'system',
      error_type: 'alert-undelivered',
      message: `Alert channel ${name} ${message}`,
    });
  }

  private warnOfUnknown(name: string): void {
    if (this.unknown.has(name)) return;
    this.unknown.add(name);
    this.logger.warn(`A rule names the alert channel ${name}, which is not configured`);
  }
}

function isSame(a: ChannelSettings, b: ChannelSettings): boolean {
  return isDeepStrictEqual(plain(a), plain(b));
}

function plain(settings: ChannelSettings): object {
  return Object.fromEntries(
    Object.entries(settings).map(([field, value]) => [
      field,
      value instanceof Secret ? value.reveal() : value,
    ]),
  );
}
