import type { Engine, LogEntry } from './engine.port.js';

/** The first message of a connection: who calls. */
export interface EngineHello {
  /** Names the process in a lease. */
  instance: string;
  /** Base URL under which other processes reach it. */
  address: string;
}

/** A method of the engine, called by a process; `stop` ends the `read` with its id. */
export interface EngineCall {
  id: number;
  method: Exclude<keyof Engine, 'connected' | 'close'> | 'stop';
  args: unknown[];
}

/** What became of a call; a `read` is answered by any number of `entries` before it. */
export type EngineReply =
  | { id: number; result: unknown }
  | { id: number; error: { name: string; message: string } }
  | { id: number; entries: LogEntry[] };
