import type { ChangeFrame, ErrorFrame, NoticeFrame, ServerFrame } from 'lighter-broadcaster-protocol/frames';
import type { ClientStatus } from './client-options.js';

/** The local copy of a channel moved. States are never changed in place: unchanged parts stay the same objects. */
export interface Update<S = object> {
  channel: string;
  /** `gap`: the service itself may have missed fills of this account; the state tells since when. */
  type: 'snapshot' | 'change' | 'gap';
  state: S;
  /** What moved; `null` for a snapshot. */
  data: unknown;
  epoch: string;
  seq: number;
  ts: ChangeFrame['ts'];
}

/** The local copy could not be right any more; a snapshot has been asked for. */
export interface Loss {
  channel: string;
  reason: 'sequence' | 'hash';
  message: string;
}

export interface ClientEvents {
  status: ClientStatus;
  frame: ServerFrame;
  update: Update;
  /** A `gap` frame: also an update, but worth hearing by itself. */
  gap: Update;
  /** All missed changes of a channel have been applied. */
  recovered: { channel: string; missed: number };
  loss: Loss;
  notice: NoticeFrame;
  /** An op that the server refused. */
  error: ErrorFrame;
}

type Listener<T> = (event: T) => void;

/** Listeners by event. One that throws does not keep the others from hearing. */
export class Emitter<Events extends object> {
  private readonly listeners = new Map<keyof Events, Set<Listener<never>>>();

  /** @returns how to stop listening. */
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
