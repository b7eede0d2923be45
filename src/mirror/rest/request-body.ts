import type { IncomingMessage } from 'node:http';

/** The whole body; `null` when it is longer than `maxBytes`, or its client left. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const { promise, resolve } = Promise.withResolvers<Buffer | null>();
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
    else resolve(null);
  });
  request.on('end', () => resolve(length <= maxBytes ? Buffer.concat(chunks) : null));
  request.on('close', () => resolve(null));
  return promise;
}
