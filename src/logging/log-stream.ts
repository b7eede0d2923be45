import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import type Pretty from 'pino-pretty';
import { scrubber } from '../secrets/scrubber.js';

/** The stream that every log line passes; it removes secrets. */
export function createLogStream(out: NodeJS.WriteStream): NodeJS.WritableStream {
  const scrubbed = new Writable({
    decodeStrings: false,
    write(line: string | Buffer, _encoding, done) {
      if (out.writable) out.write(scrubber.scrub(line.toString()));
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
