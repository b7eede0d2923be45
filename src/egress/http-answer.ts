import type { Dispatcher } from 'undici';

/** A whole answer of the exchange. Text, because parsing would lose digits and CDN blocks are HTML. */
export interface HttpAnswer {
  status: number;
  text: string;
  /** Seconds or a date, as told; `null` when not. */
  retryAfter: string | null;
}

/**
 * Sends a request and resolves with the whole answer. `dispatch`, because undici's `request` makes a stream of each
 * answer, which costs more than all else that is done about it.
 * @throws the reason of `signal`, or what the network said.
 */
export function dispatchRequest(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const gathering = new AnswerCollector(resolve, reject);
    const onAbort = (): void => gathering.abort(signal.reason as Error);
    gathering.done = () => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort);
    dispatcher.dispatch(request, gathering);
  });
}

class AnswerCollector implements Dispatcher.DispatchHandler {
  done: () => void = () => undefined;
  private controller: Dispatcher.DispatchController | null = null;
  private aborted: Error | null = null;
  private status = 0;
  private retryAfter: string | null = null;
  private readonly chunks: Buffer[] = [];

  constructor(
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  /** One that still waits for a connection is refused when it gets one. */
  abort(reason: Error): void {
    this.aborted = reason;
    this.controller?.abort(reason);
    this.onResponseError(this.controller, reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.aborted) controller.abort(this.aborted);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    const retryAfter = headers['retry-after'];
    this.status = status;
    this.retryAfter = typeof retryAfter === 'string' ? retryAfter : null;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [only, ...others] = this.chunks;
    const body = only && others.length === 0 ? only : Buffer.concat(this.chunks);
    this.done();
    this.resolve({ status: this.status, text: body.toString('utf8'), retryAfter: this.retryAfter });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.done();
    this.reject(error);
  }
}
