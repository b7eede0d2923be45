import type { ReadConnectionOptions } from './read-connection.js';
import type { WriterOptions } from './writer.js';

/** Data that a thread starts with. */
export type WorkerOptions =
  | { role: 'writer'; options: WriterOptions }
  | { role: 'reader'; options: ReadConnectionOptions };

export interface Call {
  id: number;
  method: string;
  args: unknown[];
}

export interface WorkerReply {
  id: number;
  value?: unknown;
  error?: {
    name: string;
    message: string;
    /** Of SQLite. */
    errcode?: number;
  };
}
