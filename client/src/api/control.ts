import { post } from './http.js';

/** What an operator may do to the service; each needs the admin scope. */
export const control = {
  pause: () => post('/api/control/pause'),
  resume: () => post('/api/control/resume'),
  reconnectAll: () => post('/api/connections/reconnect'),
  reconnect: (kind: 'rest' | 'websocket', account: number) =>
    post(`/api/${kind === 'rest' ? 'rest' : 'ws'}/reconnect?account_index=${account}`),
  clearIncidents: () => post('/api/errors/clear'),
};
