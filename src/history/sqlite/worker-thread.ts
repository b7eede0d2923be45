import { Worker } from 'node:worker_threads';
import type { WorkerReply, Call, WorkerOptions } from './worker-protocol.js';

/** Starts the object of a thread; tests run it in their own thread. */
export type ThreadStarter = <T>(options: WorkerOptions) => Promise<Thread<T>>;

/** Names of the methods of an object. */
export type Methods<T> = { [K in keyof T]: T[K] extends (...args: never[]) => unknown ? K : never }[keyof T];

/** In tests the worker runs from TypeScript sources, whose imports end in `.js`. */
const RESOLVE_TYPESCRIPT = `import { registerHooks } from 'node:module';
registerHooks({ resolve(specifier, context, next) {
  try { return next(specifier, context); }
  catch (error) { if (!specifier.endsWith('.js')) throw error; return next(specifier.slice(0, -3) + '.ts', context); }
} });`;

const RUN_TYPESCRIPT = [
  '--conditions=lighter-broadcaster-source',
  '--experimental-transform-types',
  '--disable-warning=ExperimentalWarning',
  '--import',
  `data:text/javascript,${encodeURIComponent(RESOLVE_TYPESCRIPT)}`,
];

/** An object in another thread that answers calls in order. */
export interface Thread<T> {
  call<M extends Methods<T> & string>(
    method: M,
    ...args: T[M] extends (...args: infer A) => unknown ? A : never
  ): Promise<T[M] extends (...args: never[]) => infer R ? R : never>;
}

/** Runs an object in a worker thread and forwards calls to it. */
export class WorkerThread<T> implements Thread<T> {
  private readonly pending = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: Error) => void }
  >();
  private readonly worker: Worker;
  private nextId = 1;
  /** Why the thread no longer answers. */
  private end: Error | null = null;

  private constructor(options: WorkerOptions) {
    const uncompiled = import.meta.url.endsWith('.ts');
    this.worker = new Worker(new URL(uncompiled ? './worker.ts' : './worker.js', import.meta.url), {
      workerData: options,
      name: `history-${options.role}`,
      ...(uncompiled && { execArgv: RUN_TYPESCRIPT }),
    });
    this.worker.on('message', (answer: WorkerReply) => this.settle(answer));
    this.worker.on('error', (error: Error) => this.fail(error));
    this.worker.on('exit', () => this.fail(new Error(`the ${options.role} thread of the history has ended`)));
  }

  /** @throws the error of the object's constructor */
  static async start<T>(this: void, options: WorkerOptions): Promise<Thread<T>> {
    const thread = new WorkerThread<T>(options);
    try {
      await thread.answerTo(0);
      return thread;
    } catch (error) {
      await thread.worker.terminate();
      throw error;
    }
  }

  call<M extends Methods<T> & string>(
    method: M,
    ...args: T[M] extends (...args: infer A) => unknown ? A : never
  ): Promise<T[M] extends (...args: never[]) => infer R ? R : never> {
    if (this.end) return Promise.reject(this.end);
    const id = this.nextId++;
    const answer = this.answerTo(id);
    this.worker.postMessage({ id, method, args } satisfies Call);
    return answer as never;
  }

  private answerTo(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.pending.set(id, { resolve, reject }));
  }

  private settle({ id, value, error }: WorkerReply): void {
    const waiting = this.pending.get(id);
    this.pending.delete(id);
    if (error)
      waiting?.reject(Object.assign(new Error(error.message), { name: error.name, errcode: error.errcode }));
    else waiting?.resolve(value as never);
  }

  private fail(error: Error): void {
    this.end = error;
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}
