import { request } from './http.js';

/** A frame of the exchange as it came. */
export interface RawMessage {
  /** Unix seconds. */
  timestamp: number;
  /** Accounts of its connection; empty for the one of the markets. */
  account_indexes: number[];
  message: string;
}

/** The last frames, newest first. Needs the admin scope. */
export async function rawMessages(limit: number): Promise<RawMessage[]> {
  const { messages } = await request<{ messages: RawMessage[] }>(`/api/ws/raw-messages?limit=${limit}`);
  return messages;
}
