import { Injectable } from '@nestjs/common';
import type { Frame } from '../lighter/mapper/frame.js';
import type { Update } from '../state/update.js';
import { FrameRelay, type RelayedFrame } from './frame-relay.port.js';

/** Relays frames from the connections to listeners, and reports to the connections which channels to hold. */
@Injectable()
export class StreamFrames extends FrameRelay {
  override marketsHeld = false;
  /** Called when an account is held for the first listener, or released by the last. */
  onHold: (accountIndex: number, isHeld: boolean) => void = () => undefined;
  private readonly listeners = new Set<(frame: RelayedFrame) => void>();
  private readonly holds = new Map<number, number>();

  override onFrame(listener: (frame: RelayedFrame) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  override holdAccountAll(accountIndex: number): () => void {
    this.count(accountIndex, 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.count(accountIndex, -1);
      isHeld = false;
    };
  }

  pass({ channel, subject, kind, text }: Frame, updates: readonly Update[]): void {
    if (channel === 'market_stats' && kind === 'subscribed') this.marketsHeld = true;
    if (this.listeners.size === 0 || (kind !== 'subscribed' && kind !== 'update')) return;
    const frame = { channel: channel ?? '', subject: subject ?? '', kind, text, updates };
    for (const listener of this.listeners) listener(frame);
  }

  private count(accountIndex: number, by: 1 | -1): void {
    const before = this.holds.get(accountIndex) ?? 0;
    this.holds.set(accountIndex, before + by);
    if (before === 0) this.onHold(accountIndex, true);
    else if (before + by === 0) this.onHold(accountIndex, false);
  }
}
