import { deflateFrame, textFrame } from './ws-frame.js';

/** How a client receives frames: WebSocket text, WebSocket with `permessage-deflate`, or Server-Sent Events. */
export type Encoding = 'text' | 'deflate' | 'events';

/** One outgoing server frame. Each encoding is rendered once, on first use, and every subscriber writes the same buffer. */
export class Message {
  private framed: Buffer | undefined;
  private deflated: Buffer | undefined;

  constructor(readonly text: string) {}

  /** @param eventId `id:` of the Server-Sent Event, which moves the position that a browser resumes from */
  encode(encoding: Encoding, eventId: string | null = null): Buffer {
    if (encoding === 'text') return this.asText();
    return encoding === 'deflate' ? this.asDeflate() : this.asEvent(eventId);
  }

  /** A whole WebSocket text frame. */
  asText(): Buffer {
    return (this.framed ??= textFrame(this.text));
  }

  /** The same frame for clients that negotiated `permessage-deflate`. */
  asDeflate(): Buffer {
    return (this.deflated ??= deflateFrame(this.text) ?? this.asText());
  }

  private asEvent(id: string | null): Buffer {
    return Buffer.from(`${id === null ? '' : `id: ${id}\n`}data: ${this.text}\n\n`);
  }
}
