/** A frame of the exchange as it came, kept for debugging; secrets are removed. */
export interface RawMessage {
  received_at: number;
  /** The accounts of the connection it came on; empty for the one that carries the markets. */
  accounts: readonly number[];
  text: string;
}

/** Kept of each connection. */
export const RAW_MESSAGES_KEPT = 30;

export abstract class RawMessages {
  /** The last `limit` frames of the connections whose accounts may be shown, newest first. */
  abstract recent(limit: number, isShown: (accounts: readonly number[]) => boolean): RawMessage[];
}
