import { Writable } from 'node:stream';
import pretty from 'pino-pretty';
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
  return pretty({
    destination: scrubbed,
    sync: true,
    ignore: 'pid,hostname,context,req,res',
    messageFormat: '[{context}] {msg}',
  });
}
