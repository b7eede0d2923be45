import { Writable } from 'node:stream';
import pretty from 'pino-pretty';
import { scrubber } from '../secrets/scrubber.js';

/** Where every log line passes on its way out, and loses its secrets. */
export function createLogStream(out: NodeJS.WriteStream): NodeJS.WritableStream {
  const scrubbed = new Writable({
    decodeStrings: false,
    write(line: string | Buffer, _encoding, done) {
      out.write(scrubber.scrub(line.toString()));
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
