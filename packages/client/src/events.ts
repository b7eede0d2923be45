import type { ChangeFrame, ErrorFrame, NoticeFrame, ServerFrame } from 'lighter-broadcaster-protocol/frames';
import type { ClientStatus } from './client-options.js';

/** The local copy of a channel changed. States are immutable; unchanged parts keep their identity. */
export interface ChannelUpdate<S = object> {
  channel: string;
  /** `gap`: the service itself may have missed fills of this account; `state.gaps` has the span. */
  type: 'snapshot' | 'change' | 'gap';
  state: S;
  /** The delta; `null` for a snapshot. */
  data: unknown;
  epoch: string;
  seq: number;
  ts: ChangeFrame['ts'];
}

/** The local copy was dropped because a frame did not fit it; a new snapshot has been requested. */
export interface Loss {
  channel: string;
  /** `sequence`: a change is missing. `hash`: the states differ. `frame`: the change could not be applied. */
  reason: 'sequence' | 'hash' | 'frame';
  message: string;
}

export interface ClientEvents {
  status: ClientStatus;
  frame: ServerFrame;
  update: ChannelUpdate;
  /** A `gap` frame, emitted in addition to `update`. */
  gap: ChannelUpdate;
  /** All changes missed while disconnected have been applied to the channel. */
  recovered: { channel: string; missed: number };
  loss: Loss;
  notice: NoticeFrame;
  /** The server refused an op. */
  error: ErrorFrame;
}

type Listener<T> = (event: T) => void;

/** Listeners by event. A throwing listener does not affect the others. */
export class Emitter<Events extends object> {
  private readonly listeners = new Map<keyof Events, Set<Listener<never>>>();

  /** @returns a function that removes the listener. */
  on<E extends keyof Events>(event: E, listener: Listener<Events[E]>): () => void {
    let listeners = this.listeners.get(event);
    if (!listeners) this.listeners.set(event, (listeners = new Set()));
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  emit<E extends keyof Events>(event: E, value: Events[E]): void {
    for (const listener of this.listeners.get(event) ?? []) {
      try {
        (listener as Listener<Events[E]>)(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
