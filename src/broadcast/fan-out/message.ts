import { deflateFrame, textFrame } from './ws-frame.js';

/**
 * One server frame on its way out. It becomes bytes once per encoding, when the first subscriber of that encoding needs
 * them, and every subscriber writes the same buffer.
 */
export class Message {
  private framed: Buffer | undefined;
  private deflated: Buffer | undefined;

  constructor(readonly text: string) {}

  /** A whole WebSocket text frame. */
  asText(): Buffer {
    return (this.framed ??= textFrame(this.text));
  }

  /** The same frame for those who negotiated `permessage-deflate`. */
  asDeflate(): Buffer {
    return (this.deflated ??= deflateFrame(this.text) ?? this.asText());
  }

  /** One Server-Sent Event; `cursor` names the position of its whole stream, `null` where it has not moved. */
  asEvent(cursor: string | null): Buffer {
    const id = cursor === null ? '' : `id: ${cursor}\n`;
    return Buffer.from(`${id}data: ${this.text}\n\n`);
  }
}
