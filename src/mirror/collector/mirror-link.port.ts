import type { ExchangeRefusal } from '../exchange-answers.js';
import type { RelayAnswer, RelayRequest } from '../stream/relay-protocol.js';

type Ask = Exclude<RelayRequest, { type: 'leave' }>;

/** A question to the collecting process, without its number. */
export type RelayQuestion = Ask extends infer One ? (One extends Ask ? Omit<One, 'id'> : never) : never;

/** The channels of the process that follows the exchange, each followed there once for all clients here. */
export abstract class MirrorLink {
  /** A frame of the exchange, with the key of its channel. */
  onFrame: (key: string, text: string, receivedMono: number) => void = () => undefined;
  /** A channel, by its key, cannot be served any more. */
  onLost: (key: string, reason: string) => void = () => undefined;
  /** Frames may be missing: nothing is followed from here on. */
  onReset: () => void = () => undefined;
  /** Since when there has been no connection (monotonic); `null` while there is one. */
  abstract readonly downSince: number | null;

  /** @param answered called while the answer is handled, before any later frame; with the text of a first frame */
  abstract ask(
    question: RelayQuestion,
    answered: (answer: RelayAnswer, frame: string) => void,
    refused: (refusal: ExchangeRefusal) => void,
  ): void;

  /** @param channel in slash form */
  abstract leave(channel: string): void;
}
