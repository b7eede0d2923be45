import type { Answer } from './answer.js';
import { post, request } from './http.js';

/** Push messages to this browser. */
export const push = {
  status: () => request<Answer<'/api/alerts/push', 'get'>>('/api/alerts/push'),
  subscribe: (subscription: PushSubscriptionJSON) =>
    post<Answer<'/api/alerts/push', 'post'>>('/api/alerts/push', subscription),
  unsubscribe: (endpoint: string) =>
    post<Answer<'/api/alerts/push/remove', 'post'>>('/api/alerts/push/remove', { endpoint }),
};
