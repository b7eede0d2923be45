import { applyChange } from 'lighter-broadcaster-protocol/apply';
import { kindOf } from 'lighter-broadcaster-protocol/channels';
import type { ChangeFrame, RecoveredFrame, Since, SnapshotFrame } from 'lighter-broadcaster-protocol/frames';
import { stateHash } from 'lighter-broadcaster-protocol/hash';
import type { Loss, ChannelUpdate } from './events.js';

interface Held extends Since {
  state: object;
}

/** The last known state of every channel, with its position. */
export class LocalCopy {
  private readonly channels = new Map<string, Held>();

  constructor(private readonly checkHashes: boolean) {}

  state(channel: string): object | undefined {
    return this.channels.get(channel)?.state;
  }

  names(): string[] {
    return [...this.channels.keys()];
  }

  /** Where to resume from; `undefined` for a channel without a state. */
  since(channel: string): Since | undefined {
    const held = this.channels.get(channel);
    return held && { epoch: held.epoch, seq: held.seq };
  }

  forget(channel: string): void {
    this.channels.delete(channel);
  }

  snapshot({ channel, epoch, seq, ts, data }: SnapshotFrame): ChannelUpdate {
    const state = data as object;
    this.channels.set(channel, { epoch, seq, state });
    return { channel, type: 'snapshot', state, data: null, epoch, seq, ts };
  }

  /** @returns `null` for a change of a channel without a state: a snapshot of it is on its way. */
  change({ channel, type, epoch, seq, prev_seq, ts, data, hash }: ChangeFrame): ChannelUpdate | Loss | null {
    const held = this.channels.get(channel);
    if (!held) return null;
    if (held.epoch !== epoch || held.seq !== prev_seq)
      return this.lose(channel, 'sequence', `expected prev_seq ${held.seq}, got ${prev_seq}`);
    const state = applied(channel, held.state, data);
    if (!state) return this.lose(channel, 'frame', `the change to seq ${seq} cannot be applied`);
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

/** `null` when the data does not have the shape of a change. */
function applied(channel: string, state: object, data: unknown): object | null {
  try {
    return applyChange(kindOf(channel), state, data as object);
  } catch {
    return null;
  }
}
