import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import type { Encoding } from '../fan-out/cohort.js';

/** Where one client's bytes go: a WebSocket's socket, or the response of an event stream. */
export interface Transport {
  readonly encoding: Encoding;
  /** Whether it still carries frames. */
  readonly open: boolean;
  /** @returns whether the socket would take more now; after `false`, wait for it with `onceDrained`. */
  write(bytes: Buffer): boolean;
  /** Several buffers in one system call. */
  writeAll(parts: readonly Buffer[]): boolean;
  /** Calls back once, as soon as the socket takes again. */
  onceDrained(task: () => void): void;
  /** Bytes written that the socket has not taken yet. */
  readonly pending: number;
  /** Grows whenever the socket takes something. */
  readonly taken: number;
  /** Ends the connection with that code, where the transport knows codes. */
  close(name: CloseName): void;
  /** Ends it at once, whatever still waits. */
  destroy(): void;
  /** Asks for a sign of life. @returns whether the transport can give one. */
  ping(): boolean;
}
