import type { ChangeFrame, RecoveredFrame, Since, SnapshotFrame } from 'lighter-broadcaster-protocol/frames';
import { stateHash } from 'lighter-broadcaster-protocol/hash';
import { applyChange } from 'lighter-broadcaster-protocol/apply';
import { kindOf } from './channel-state.js';
import type { Loss, Update } from './events.js';

interface Held extends Since {
  state: object;
}

/** The states of all channels as told so far, and where each one stands. */
export class LocalCopy {
  private readonly channels = new Map<string, Held>();

  constructor(private readonly checkHashes: boolean) {}

  state(channel: string): object | undefined {
    return this.channels.get(channel)?.state;
  }

  names(): string[] {
    return [...this.channels.keys()];
  }

  /** Where to resume from; nothing for a channel never told. */
  since(channel: string): Since | undefined {
    const held = this.channels.get(channel);
    return held && { epoch: held.epoch, seq: held.seq };
  }

  forget(channel: string): void {
    this.channels.delete(channel);
  }

  snapshot({ channel, epoch, seq, ts, data }: SnapshotFrame): Update {
    const state = data as object;
    this.channels.set(channel, { epoch, seq, state });
    return { channel, type: 'snapshot', state, data: null, epoch, seq, ts };
  }

  /** @returns `null` for a frame that can't be meant: its channel has no snapshot (any more). */
  change({ channel, type, epoch, seq, prev_seq, ts, data, hash }: ChangeFrame): Update | Loss | null {
    const held = this.channels.get(channel);
    if (!held) return null;
    if (held.epoch !== epoch || held.seq !== prev_seq)
      return this.lose(channel, 'sequence', `expected prev_seq ${held.seq}, got ${prev_seq}`);
    const state = applyChange(kindOf(channel), held.state, data as object);
    if (hash !== undefined && this.checkHashes && stateHash(state) !== hash)
      return this.lose(channel, 'hash', `the state at seq ${seq} differs from the server's`);
    this.channels.set(channel, { epoch, seq, state });
    return { channel, type, state, data, epoch, seq, ts };
  }

  recovered({ channel, epoch, to_seq }: RecoveredFrame): void {
    const held = this.channels.get(channel);
    if (held) this.channels.set(channel, { ...held, epoch, seq: to_seq });
  }

  private lose(channel: string, reason: Loss['reason'], message: string): Loss {
    this.channels.delete(channel);
    return { channel, reason, message };
  }
}
