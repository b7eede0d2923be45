import type { Answer } from './answer.js';
import { post } from './http.js';

/** Control actions; each needs the admin scope. */
export const control = {
  pause: () => post<Answer<'/api/control/pause', 'post'>>('/api/control/pause'),
  resume: () => post<Answer<'/api/control/resume', 'post'>>('/api/control/resume'),
  reconnectAll: () => post<Answer<'/api/connections/reconnect', 'post'>>('/api/connections/reconnect'),
  reconnect: (kind: 'rest' | 'websocket', account: number) =>
    post<Answer<'/api/rest/reconnect' | '/api/ws/reconnect', 'post'>>(
      `/api/${kind === 'rest' ? 'rest' : 'ws'}/reconnect?account_index=${account}`,
    ),
  clearIncidents: () => post<Answer<'/api/errors/clear', 'post'>>('/api/errors/clear'),
};
