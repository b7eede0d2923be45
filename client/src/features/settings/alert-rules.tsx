import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ALERT_KINDS } from 'lighter-broadcaster-protocol/alert-kinds';
import { alerts, type AlertRule } from '../../api/alerts.js';
import { ApiError } from '../../api/http.js';
import { Panel } from '../../ui/panel.js';
import { Switch } from '../../ui/switch.js';
import { announce } from '../../ui/toasts.js';
import { Setting } from './setting.js';

const KEY = ['alert-rules'];
const UNITS = { percent: '%', quote: '', days: 'days' };

/** The rules of the server. A key of scope admin changes them for everyone. */
export function AlertRules() {
  const queries = useQueryClient();
  const { data, error } = useQuery({ queryKey: KEY, queryFn: alerts.rules });
  const change = useMutation({
    mutationFn: alerts.setRule,
    onError: (failure) => announce({ tone: 'down', text: `The rule was not changed: ${inWords(failure)}` }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <Panel
      title="Alert rules"
      aside={<span className="text-muted text-xs">Kept by the server, for everyone</span>}
    >
      {error && <p className="text-muted px-3 py-2">{inWords(error)}</p>}
      {data?.file_faults.map(({ line, message }) => (
        <p key={`${line} ${message}`} role="alert" className="text-warn px-3 py-1">
          ALERTS_FILE, line {line}: {message}
        </p>
      ))}
      {data?.rules.map((rule) => (
        <Setting key={rule.id} name={rule.id} note={noteOf(rule)}>
          {rule.source === 'file' ? (
            <span className="text-muted text-xs">from ALERTS_FILE{rule.enabled ? '' : ', off'}</span>
          ) : (
            <span className="flex items-center gap-2">
              <Threshold rule={rule} onChange={(threshold) => change.mutate(moved(rule, threshold))} />
              <Switch
                label={`Rule ${rule.id}`}
                on={rule.enabled}
                onChange={(enabled) => change.mutate({ ...rule, enabled })}
              />
            </span>
          )}
        </Setting>
      ))}
    </Panel>
  );
}

/** Applied when the field is left or Enter is pressed: each version of a rule is stored. */
function Threshold({ rule, onChange }: { rule: AlertRule; onChange: (threshold: string) => void }) {
  const { unit } = ALERT_KINDS[rule.kind];
  if (unit === null || rule.threshold === null) return null;
  const commit = (text: string): void => {
    if (text !== rule.threshold && /^-?\d+(\.\d+)?$/.test(text)) onChange(text);
  };
  return (
    <label className="text-muted flex items-center gap-1">
      <input
        key={rule.threshold}
        inputMode="decimal"
        aria-label={`Threshold of ${rule.id}`}
        defaultValue={rule.threshold}
        onBlur={(event) => commit(event.target.value.trim())}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        className="border-line-strong bg-page text-text num h-7 w-20 rounded-md border px-2 text-right pointer-coarse:h-9"
      />
      <span className="w-8">{UNITS[unit]}</span>
    </label>
  );
}

/** A clearing level keeps its distance only where it is still on the right side; otherwise it is the threshold. */
function moved(rule: AlertRule, threshold: string): AlertRule {
  const below = ALERT_KINDS[rule.kind].fires === 'below';
  const holds = rule.clear !== null && (below ? +rule.clear >= +threshold : +rule.clear <= +threshold);
  return { ...rule, threshold, clear: holds ? rule.clear : null };
}

function noteOf({ kind, severity, scope, quiet_hours, clear }: AlertRule): string {
  const parts = [ALERT_KINDS[kind].meaning, `Severity: ${severity}.`];
  if (clear !== null) parts.push(`Clears at ${clear}.`);
  const only = [...(scope.accounts ?? []), ...(scope.groups ?? []), ...(scope.markets ?? [])];
  if (only.length > 0) parts.push(`Only ${only.join(', ')}.`);
  if (quiet_hours) parts.push(`Quiet from ${quiet_hours.from} to ${quiet_hours.to}.`);
  return parts.join(' ');
}

function inWords(error: Error): string {
  if (error instanceof ApiError && error.status === 403)
    return 'your key may not change it. Sign in with an admin key that sees every account.';
  return error.message;
}
