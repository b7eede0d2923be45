import type { Answer } from './answer.js';
import { post, request, send } from './http.js';
import type { components } from './schema.generated.js';

export type AlertRule = components['schemas']['AlertRuleDto'];

/** Alerts and their rules. Rules need the admin scope to be changed. */
export const alerts = {
  acknowledge: (id: string) =>
    post<Answer<'/api/alerts/{alert_id}/acknowledge', 'post'>>(`/api/alerts/${id}/acknowledge`),
  rules: () => request<Answer<'/api/alert-rules'>>('/api/alert-rules'),
  setRule: ({ id, source: _, ...rule }: AlertRule) => send<AlertRule>('PUT', `/api/alert-rules/${id}`, rule),
};

export interface LabelChange {
  label?: string | null;
  group?: string | null;
  tags?: string[];
}

/** Sets what people call an account. Needs the admin scope. */
export function setLabel(account: number, change: LabelChange): Promise<unknown> {
  return send('PATCH', `/api/accounts/${account}/label`, change);
}
