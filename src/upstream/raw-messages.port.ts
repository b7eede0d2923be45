/** A frame of the exchange as it came, kept for debugging; secrets are removed. */
export interface RawMessage {
  received_at: number;
  /** The accounts of the connection it came on; empty for the one that carries the markets. */
  accounts: readonly number[];
  text: string;
}

export abstract class RawMessages {
  /** The last `limit` frames over all connections, newest first. */
  abstract recent(limit: number): RawMessage[];
  /** How many are kept for the connection of this account (`null`: the markets). */
  abstract kept(accountIndex: number | null): number;
}
