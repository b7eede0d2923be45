import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import type { Dispatcher } from 'undici';

/** A whole answer of the exchange. Text, because parsing would lose digits and CDN blocks are HTML. */
export interface HttpAnswer {
  status: number;
  text: string;
  /** `Retry-After` as sent: seconds or a date; `null` without one. */
  retryAfter: string | null;
  /** `Date` as sent; `null` without one. */
  date: string | null;
}

/** Bounds memory, before and after decoding. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * Sends a request and resolves with the whole answer, decoded. Uses `dispatch`, because undici's `request` creates a
 * stream for each answer, which costs more than all further processing.
 * @throws the reason of `signal`, the network's error, or the decoder's.
 */
export async function dispatchRequest(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { status, headers, body } = await collect(dispatcher, request, signal);
  const decoded = await decode(body, headers['content-encoding']);
  return {
    status,
    text: decoded.toString('utf8'),
    retryAfter: single(headers['retry-after']),
    date: single(headers.date),
  };
}

type Headers = Record<string, string | string[] | undefined>;

interface RawAnswer {
  status: number;
  headers: Headers;
  body: Buffer;
}

function collect(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const collector = new AnswerCollector(resolve, reject);
    const onAbort = (): void => collector.abort(signal.reason as Error);
    collector.done = () => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort);
    dispatcher.dispatch(request, collector);
  });
}

class AnswerCollector implements Dispatcher.DispatchHandler {
  done: () => void = () => undefined;
  private controller: Dispatcher.DispatchController | null = null;
  private aborted: Error | null = null;
  private status = 0;
  private headers: Headers = {};
  private readonly chunks: Buffer[] = [];

  constructor(
    private readonly resolve: (answer: RawAnswer) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  /** Rejects at once; a request that has no connection yet is canceled when it gets one. */
  abort(reason: Error): void {
    this.aborted = reason;
    this.controller?.abort(reason);
    this.onResponseError(this.controller, reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.aborted) controller.abort(this.aborted);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [only, ...others] = this.chunks;
    const body = only && others.length === 0 ? only : Buffer.concat(this.chunks);
    this.done();
    this.resolve({ status: this.status, headers: this.headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.done();
    this.reject(error);
  }
}

const limits = { maxOutputLength: MAX_ANSWER_BYTES };
const decoders: Readonly<Record<string, (body: Buffer) => Promise<Buffer>>> = {
  gzip: (body) => promisify(gunzip)(body, limits),
  br: (body) => promisify(brotliDecompress)(body, limits),
  // Some servers send the raw form under the same name.
  deflate: (body) =>
    promisify(inflate)(body, limits).catch(() => promisify(inflateRaw)(body, limits) as Promise<Buffer>),
};

/** The request asks for no compression, but a CDN may compress anyway; gzip is recognized even without its header. */
async function decode(body: Buffer, header: string | string[] | undefined): Promise<Buffer> {
  const coding = single(header)?.trim().toLowerCase().replace(/^x-/, '') ?? '';
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  if (isGzip) return decoders.gzip!(body);
  return coding === 'gzip' || body.length === 0 ? body : ((await decoders[coding]?.(body)) ?? body);
}

function single(header: string | string[] | undefined): string | null {
  return typeof header === 'string' ? header : null;
}
