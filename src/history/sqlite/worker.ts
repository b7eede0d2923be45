import { parentPort, workerData } from 'node:worker_threads';
import { ReadConnection } from './read-connection.js';
import type { WorkerReply, Call, WorkerOptions } from './worker-protocol.js';
import { Writer } from './writer.js';

/** Entry of every thread: answers calls one by one. The first answer (id 0) reports whether the object could be opened. */
function answer(id: number, work: () => unknown): void {
  let message: WorkerReply;
  try {
    message = { id, value: work() };
  } catch (error) {
    const { name, message: text, errcode } = error as Error & { errcode?: number };
    message = { id, error: { name, message: text, errcode } };
  }
  parentPort?.postMessage(message);
}

const setup = workerData as WorkerOptions;
let target: Record<string, (...args: unknown[]) => unknown>;

answer(0, () => {
  target = (setup.role === 'writer' ? new Writer(setup.options) : new ReadConnection(setup.options)) as never;
});

parentPort?.on('message', ({ id, method, args }: Call) => {
  answer(id, () => target[method]?.(...args));
  if (method === 'close') parentPort?.close();
});
