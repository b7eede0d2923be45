import { randomUUID } from 'node:crypto';
import type { AlertEvent } from 'lighter-broadcaster-protocol/alert';
import type { OutboxLog } from './shared-outbox.port.js';

/** Events that go out together as one message. Its id and content never change, so that a repeat is the same message. */
export interface Parcel {
  readonly id: string;
  readonly channel: string;
  readonly events: readonly AlertEvent[];
  /** Attempts that are known to have failed. */
  failures: number;
}

/** What is left to deliver on a channel, in order. */
export interface Backlog {
  /** Begun before: it may have arrived. */
  parcel: Parcel | null;
  events: AlertEvent[];
}

type Entry =
  | { t: 'event'; channels: readonly string[]; event: AlertEvent }
  | { t: 'seen'; ids: readonly string[] }
  | { t: 'begun'; id: string; channel: string; ids: readonly string[] }
  | { t: 'failed'; id: string; channel: string; failures: number }
  | { t: 'ended'; id: string; channel: string }
  | { t: 'dropped'; channel: string; ids: readonly string[] };

/** Handed-over events that are remembered, so that a repeat is recognized. */
const REMEMBERED = 5_000;
const COMPACT_BEYOND_BYTES = 1_048_576;

/**
 * What has to be delivered, kept in a log: an event is in it before its hand-over is confirmed, and a message before it is
 * sent. Without a log (HISTORY=off) it lasts as long as the process.
 */
export class Outbox {
  private readonly backlogs = new Map<string, Backlog>();
  private readonly seen = new Map<string, Promise<void> | null>();

  constructor(
    channels: readonly string[],
    private readonly log: OutboxLog | null,
  ) {
    for (const channel of channels) this.opened(channel);
  }

  /** Reads what an earlier process left, for channels that are not configured yet as well. */
  async load(): Promise<void> {
    for (const line of (await this.log?.read()) ?? []) {
      const entry = parsed(line);
      if (entry) this.replay(entry);
    }
    await this.log?.rewrite(() => this.compacted());
  }

  /** Adds channels, and drops the others with what waits for them. @returns names of channels that lost something */
  async keepOnly(channels: readonly string[]): Promise<string[]> {
    for (const channel of channels) this.opened(channel);
    const gone = [...this.backlogs].filter(([channel]) => !channels.includes(channel));
    for (const [channel] of gone) this.backlogs.delete(channel);
    if (gone.length > 0) await this.log?.rewrite(() => this.compacted());
    return gone.filter(([, { parcel, events }]) => parcel || events.length > 0).map(([channel]) => channel);
  }

  backlogOf(channel: string): Backlog {
    const backlog = this.backlogs.get(channel);
    if (!backlog) throw new Error(`There is no alert channel ${channel}.`);
    return backlog;
  }

  /**
   * @returns the channels that have a new event; none when it was handed over before
   * @throws the error of the log, if it does not take the event
   */
  async add(event: AlertEvent, channels: readonly string[]): Promise<readonly string[]> {
    const known = this.seen.get(event.event_id);
    if (known !== undefined) {
      await known;
      return [];
    }
    const writing = this.write({ t: 'event', channels, event });
    this.remember(event.event_id, writing);
    try {
      await writing;
    } catch (error) {
      this.seen.delete(event.event_id);
      throw error;
    }
    this.seen.set(event.event_id, null);
    for (const channel of channels) this.backlogOf(channel).events.push(event);
    return channels;
  }

  /** Makes one message of the first `count` events of a channel. Once it resolves, the message may be sent. */
  async begin(channel: string, count: number): Promise<Parcel> {
    const backlog = this.backlogOf(channel);
    const events = backlog.events.splice(0, count);
    const parcel = { id: `msg_${randomUUID()}`, channel, events, failures: 0 };
    backlog.parcel = parcel;
    await this.write({ t: 'begun', id: parcel.id, channel, ids: idsOf(events) });
    return parcel;
  }

  /** An attempt failed. */
  async failed(parcel: Parcel): Promise<void> {
    const { id, channel } = parcel;
    parcel.failures += 1;
    await this.write({ t: 'failed', id, channel, failures: parcel.failures });
  }

  async end({ id, channel }: Parcel): Promise<void> {
    try {
      await this.write({ t: 'ended', id, channel });
    } finally {
      this.backlogOf(channel).parcel = null;
    }
    if (this.log && this.log.appended > COMPACT_BEYOND_BYTES) await this.log.rewrite(() => this.compacted());
  }

  /** Gives events of a channel up. */
  async drop(channel: string, events: readonly AlertEvent[]): Promise<void> {
    const backlog = this.backlogOf(channel);
    backlog.events = backlog.events.filter((event) => !events.includes(event));
    await this.write({ t: 'dropped', channel, ids: idsOf(events) });
  }

  async close(): Promise<void> {
    await this.log?.close();
  }

  private write(entry: Entry): Promise<void> {
    return this.log?.append(JSON.stringify(entry)) ?? Promise.resolve();
  }

  private remember(id: string, writing: Promise<void> | null): void {
    this.seen.set(id, writing);
    const [oldest] = this.seen.keys();
    if (this.seen.size > REMEMBERED && oldest !== undefined) this.seen.delete(oldest);
  }

  private opened(channel: string): Backlog {
    const backlog = this.backlogs.get(channel) ?? { parcel: null, events: [] };
    this.backlogs.set(channel, backlog);
    return backlog;
  }

  private replay(entry: Entry): void {
    switch (entry.t) {
      case 'seen':
        for (const id of entry.ids) this.remember(id, null);
        return;
      case 'event':
        this.remember(entry.event.event_id, null);
        for (const channel of entry.channels) this.opened(channel).events.push(entry.event);
        return;
      case 'begun': {
        const { id, channel, ids } = entry;
        const backlog = this.opened(channel);
        backlog.parcel = { id, channel, events: taken(backlog, ids), failures: 0 };
        return;
      }
      case 'failed': {
        const parcel = this.backlogs.get(entry.channel)?.parcel;
        if (parcel?.id === entry.id) parcel.failures = entry.failures;
        return;
      }
      case 'ended': {
        const backlog = this.backlogs.get(entry.channel);
        if (backlog?.parcel?.id === entry.id) backlog.parcel = null;
        return;
      }
      case 'dropped': {
        const backlog = this.backlogs.get(entry.channel);
        if (backlog) taken(backlog, entry.ids);
      }
    }
  }

  /** The least that leads to the present state. */
  private compacted(): string[] {
    const entries: Entry[] = [{ t: 'seen', ids: [...this.seen.keys()] }];
    for (const [channel, { parcel, events }] of this.backlogs) {
      for (const event of [...(parcel?.events ?? []), ...events])
        entries.push({ t: 'event', channels: [channel], event });
      if (!parcel) continue;
      const { id, failures } = parcel;
      entries.push({ t: 'begun', id, channel, ids: idsOf(parcel.events) });
      if (failures > 0) entries.push({ t: 'failed', id, channel, failures });
    }
    return entries.map((entry) => JSON.stringify(entry));
  }
}

function taken(backlog: Backlog, ids: readonly string[]): AlertEvent[] {
  const events = backlog.events.filter(({ event_id }) => ids.includes(event_id));
  backlog.events = backlog.events.filter(({ event_id }) => !ids.includes(event_id));
  return events;
}

function idsOf(events: readonly AlertEvent[]): string[] {
  return events.map(({ event_id }) => event_id);
}

/** `null` for a line that a crash tore. */
function parsed(line: string): Entry | null {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return null;
  }
}
