import type { Millis } from 'lighter-broadcaster-protocol/account';

/** A socket that can stop reading for a moment. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

/** How long frames of the exchange may occupy one turn of the event loop; what one read delivered may take it longer. */
const TURN: Millis = 20;

/**
 * Bounds the part of a turn of the event loop that frames of the exchange take. When a process was stopped, the kernel holds
 * minutes of frames for it; without a bound, all of them are read before any timer, request or client gets its turn.
 */
export class TurnShare {
  private readonly sockets = new Set<Pausable>();
  /** When the first frame of this turn arrived; `null` before it. */
  private began: Millis | null = null;
  private paused = false;

  /** @param socket an open one; `ws` cannot resume one that never opened */
  add(socket: Pausable): void {
    this.sockets.add(socket);
  }

  /** The socket reads on, so that it can close. */
  remove(socket: Pausable): void {
    if (this.sockets.delete(socket) && this.paused) socket.resume();
  }

  /**
   * A frame was handled. Once the share of the turn is used up, no socket reads before the next turn.
   * @param from when it arrived, by `Clock.monotonic()`
   * @param now when it was handled
   */
  handled(from: Millis, now: Millis): void {
    if (this.began === null) {
      this.began = from;
      setImmediate(() => this.nextTurn());
    }
    if (this.paused || now - this.began < TURN) return;
    this.paused = true;
    for (const socket of this.sockets) socket.pause();
  }

  private nextTurn(): void {
    this.began = null;
    if (!this.paused) return;
    this.paused = false;
    for (const socket of this.sockets) socket.resume();
  }
}

/** One for all sockets, since they share one event loop. */
export const turnShare = new TurnShare();
