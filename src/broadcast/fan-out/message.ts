import { deflateFrame, textFrame } from './ws-frame.js';

/** How a client receives frames: WebSocket text, WebSocket with `permessage-deflate`, or Server-Sent Events. */
export type Encoding = 'text' | 'deflate' | 'events';

/** One outgoing server frame. Each encoding is rendered once, on first use, and every subscriber writes the same buffer. */
export class Message {
  private framed: Buffer | undefined;
  private deflated: Buffer | undefined;
  private event: Buffer | undefined;

  constructor(readonly text: string) {}

  encode(encoding: Encoding): Buffer {
    if (encoding === 'text') return this.asText();
    return encoding === 'deflate' ? this.asDeflate() : this.asEvent();
  }

  /** A whole WebSocket text frame. */
  asText(): Buffer {
    return (this.framed ??= textFrame(this.text));
  }

  /** The same frame for clients that negotiated `permessage-deflate`. */
  asDeflate(): Buffer {
    return (this.deflated ??= deflateFrame(this.text) ?? this.asText());
  }

  /** One Server-Sent Event. */
  private asEvent(): Buffer {
    return (this.event ??= Buffer.from(`data: ${this.text}\n\n`));
  }
}
