import type { Answer } from './answer.js';
import { post, request } from './http.js';

export type AlertChannelStatus = Answer<'/api/alerts/channels'>['channels'][number];

/** Channels to which the server delivers alerts; needs the admin scope. */
export const alertChannels = {
  list: () => request<Answer<'/api/alerts/channels'>>('/api/alerts/channels'),
  test: (name: string) =>
    post<Answer<'/api/alerts/test', 'post'>>(`/api/alerts/test?channel=${encodeURIComponent(name)}`),
};
