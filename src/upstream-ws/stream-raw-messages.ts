import { Injectable } from '@nestjs/common';
import { scrubber } from '../secrets/scrubber.js';
import { RawMessages, type RawMessage } from '../upstream/raw-messages.port.js';
import type { StreamConnectionView } from './connection/connection-events.js';
import { RawRing } from './raw-ring.js';

/** The last frames of every connection. */
@Injectable()
export class StreamRawMessages extends RawMessages {
  private readonly rings = new Map<StreamConnectionView, RawRing>();

  keep(connection: StreamConnectionView, text: string, receivedAt: number): void {
    const ring = this.rings.get(connection) ?? new RawRing();
    this.rings.set(connection, ring);
    ring.push(text, receivedAt);
  }

  override recent(limit: number, isShown: (accounts: readonly number[]) => boolean): RawMessage[] {
    const all = [...this.rings].flatMap(([{ accounts }, ring]) => {
      const indexes = accounts.flatMap(({ index }) => index ?? []);
      if (!isShown(indexes)) return [];
      return ring.latest().map(({ received_at, text }) => ({ received_at, accounts: indexes, text }));
    });
    const newest = all.sort((a, b) => b.received_at - a.received_at).slice(0, limit);
    return newest.map((message) => ({ ...message, text: scrubber.scrub(message.text) }));
  }
}
