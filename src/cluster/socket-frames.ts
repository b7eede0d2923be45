import { deserialize, serialize } from 'node:v8';

const LENGTH_BYTES = 4;

/** A message between two processes of one machine: its length in four bytes, and its structured clone. */
export function frameOf(message: unknown): Buffer {
  const body = serialize(message);
  const length = Buffer.allocUnsafe(LENGTH_BYTES);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** Puts frames together from bytes as they arrive. Only for peers of the same build and user: it trusts what it reads. */
export class FrameReader {
  private readonly chunks: Buffer[] = [];
  private bytes = 0;

  constructor(private readonly onMessage: (message: unknown) => void) {}

  add(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.bytes += chunk.length;
    for (;;) {
      const length = this.bytes < LENGTH_BYTES ? null : this.joined(LENGTH_BYTES).readUInt32BE();
      if (length === null || this.bytes < LENGTH_BYTES + length) return;
      const all = this.joined(LENGTH_BYTES + length);
      this.drop(all, LENGTH_BYTES + length);
      this.onMessage(deserialize(all.subarray(LENGTH_BYTES, LENGTH_BYTES + length)));
    }
  }

  /** A buffer that begins with at least this many of the bytes; a large message is joined once, when it is whole. */
  private joined(bytes: number): Buffer {
    if (this.chunks[0]!.length < bytes) this.chunks.splice(0, this.chunks.length, Buffer.concat(this.chunks));
    return this.chunks[0]!;
  }

  private drop(first: Buffer, bytes: number): void {
    this.bytes -= bytes;
    if (first.length === bytes) this.chunks.shift();
    else this.chunks[0] = first.subarray(bytes);
  }
}
