import { request } from './http.js';
import type { components } from './schema.generated.js';

/** A frame of the exchange, unmodified. */
export type RawMessage = components['schemas']['RawMessageDto'];

/** The last frames, newest first. Needs the admin scope. */
export async function rawMessages(limit: number): Promise<RawMessage[]> {
  const { messages } = await request<components['schemas']['RawMessagesDto']>(
    `/api/ws/raw-messages?limit=${limit}`,
  );
  return messages;
}
