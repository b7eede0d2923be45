import type { AlertEvent } from 'lighter-broadcaster-protocol/alert';
import type { ChannelSettings } from './delivery/channel-settings.js';

/** Delivers alerts to channels outside. Absent configuration is no error: there are no channels then. */
export abstract class AlertSink {
  /** Names of the configured channels, in a fixed order. */
  abstract channels(): readonly string[];

  /** Names of those that variables of the environment configure. */
  abstract ownChannels(): readonly string[];

  /** Replaces the channels of ALERTS_FILE. What waits for a channel that is gone is dropped. */
  abstract configure(channels: readonly ChannelSettings[]): void;

  /**
   * Takes an event for delivery to these channels. Idempotent by `event_id`: an event is handed over again after a crash.
   * Order is kept per channel.
   * @param channels names; unknown ones are ignored with a warning in the log
   * @returns once the event is durable (immediately with HISTORY=off); rejects when the disk refuses it, and is repeated then
   */
  abstract enqueue(event: AlertEvent, channels: readonly string[]): Promise<void>;
}
