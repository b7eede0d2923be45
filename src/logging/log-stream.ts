import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import type Pretty from 'pino-pretty';
import { scrubber } from '../secrets/scrubber.js';

/** Bytes that may wait for a reader of the log that does not keep up. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** Where log lines go. */
type LogOutput = Pick<NodeJS.WriteStream, 'isTTY' | 'writable' | 'writableLength' | 'write'>;

/**
 * The stream that every log line passes; it removes secrets. Lines beyond what may wait for a stalled reader are dropped and counted,
 * because a pipe takes any number of them into memory.
 */
export function createLogStream(out: LogOutput): NodeJS.WritableStream {
  let dropped = 0;
  const scrubbed = new Writable({
    decodeStrings: false,
    write(line: string | Buffer, _encoding, done) {
      if (out.writable && out.writableLength > MAX_WAITING_BYTES) dropped++;
      else if (out.writable) {
        if (dropped > 0) out.write(lossOf(dropped));
        dropped = 0;
        out.write(scrubber.scrub(line.toString()));
      }
      done();
    },
  });
  if (!out.isTTY) return scrubbed;
  // Only a terminal needs it.
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof Pretty;
  return pretty({
    destination: scrubbed,
    sync: true,
    ignore: 'pid,hostname,context,req,res',
    messageFormat: '[{context}] {msg}',
  });
}

/** A line as pino writes them, at level warn. */
function lossOf(lines: number): string {
  const msg = `${lines} lines of the log were dropped, because its reader does not keep up`;
  return `${JSON.stringify({ level: 40, context: 'Logging', msg })}\n`;
}
