import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

const compress = promisify(gzip);

/** Bytes; what is shorter fits into few packets anyway. */
const LEAST = 8 * 1024;

/**
 * Compresses long answers about the history for callers that accept gzip: curves shrink to a tenth, which a phone notices. Other
 * answers are short or asked for often, and stay as they are; so do streams.
 */
export function compressHistory(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async ({ url, headers }, reply, payload) => {
    if (!url.startsWith('/api/history/')) return payload;
    const varies = [reply.getHeader('vary') ?? [], 'accept-encoding'].flat();
    reply.header('vary', varies.join(', '));
    if (typeof payload !== 'string' || payload.length < LEAST || !accepts(headers['accept-encoding']))
      return payload;
    const compressed = await compress(payload);
    reply.removeHeader('content-length').header('content-encoding', 'gzip');
    return compressed;
  });
}

function accepts(codings: string | string[] | undefined): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(String(codings));
}
