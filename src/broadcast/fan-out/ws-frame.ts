import { constants, deflateRawSync } from 'node:zlib';

/** RFC 6455: FIN and opcode text. */
const TEXT = 0x81;
/** RFC 7692: the same with RSV1, which marks a compressed message. */
const COMPRESSED_TEXT = 0xc1;
/** Below this size compression costs more than it saves. */
const DEFLATE_THRESHOLD = 256;
/** The one window that is negotiated (2^15 bytes); other offers are declined. */
export const WINDOW_BITS = 15;

export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(headerSize(length) + length);
  frame.write(text, writeHeader(frame, TEXT, length), 'utf8');
  return frame;
}

/** Without context takeover every message stands alone, so that one compression serves all. `null` when not worth it. */
export function deflateFrame(text: string): Buffer | null {
  if (text.length < DEFLATE_THRESHOLD) return null;
  const flushed = deflateRawSync(text, { windowBits: WINDOW_BITS, finishFlush: constants.Z_SYNC_FLUSH });
  const length = flushed.length - 4; // RFC 7692, 7.2.1: the tail 00 00 ff ff is left out.
  const frame = Buffer.allocUnsafe(headerSize(length) + length);
  flushed.copy(frame, writeHeader(frame, COMPRESSED_TEXT, length), 0, length);
  return frame;
}

/** An empty ping (RFC 6455, 5.5.2). */
export const PING_FRAME = Buffer.from([0x89, 0x00]);

/** @param data of the ping that it answers, at most 125 bytes */
export function pongFrame(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x8a, data.length]), data]);
}

function headerSize(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : 10;
}

/** Writes an unmasked header, returns its size. */
function writeHeader(frame: Buffer, firstByte: number, length: number): number {
  frame[0] = firstByte;
  if (length < 126) {
    frame[1] = length;
    return 2;
  }
  if (length < 65_536) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
    return 4;
  }
  frame[1] = 127;
  frame.writeBigUInt64BE(BigInt(length), 2);
  return 10;
}
