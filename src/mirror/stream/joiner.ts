import type { Encoding, Message } from '../../broadcast/fan-out/message.js';

/**
 * Joins the frames of one turn into one buffer. Clients that follow the same channels get the same frames in the same
 * order, so the last results serve the next client too.
 */
export class Joiner {
  private readonly last = new Map<Encoding, { messages: readonly Message[]; bytes: Buffer }>();

  join(messages: readonly Message[], encoding: Encoding): Buffer {
    if (messages.length === 1) return messages[0]!.encode(encoding);
    const last = this.last.get(encoding);
    if (last && isSame(last.messages, messages)) return last.bytes;
    const bytes = Buffer.concat(messages.map((message) => message.encode(encoding)));
    this.last.set(encoding, { messages, bytes });
    return bytes;
  }
}

function isSame(a: readonly Message[], b: readonly Message[]): boolean {
  return a.length === b.length && a.every((message, at) => message === b[at]);
}
