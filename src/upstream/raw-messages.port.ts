/** A frame of the exchange as received, kept for debugging; secrets are removed. */
export interface RawMessage {
  received_at: number;
  /** The accounts of its connection; empty for the one that carries the markets. */
  accounts: readonly number[];
  text: string;
}

/** Frames kept of each connection. */
export const RAW_MESSAGES_KEPT = 30;

export abstract class RawMessages {
  /** The last `limit` frames of connections whose accounts may all be shown, newest first. */
  abstract recent(limit: number, isShown: (accounts: readonly number[]) => boolean): RawMessage[];
}
