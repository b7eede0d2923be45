import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { push } from '../../api/push.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { announce } from '../../ui/toasts.js';
import { Setting } from './setting.js';
import { isSubscribed, pushHindrance, subscribe, unsubscribe } from './push-subscription.js';

const KEY = ['push'];

/** Alerts on this device while the dashboard is closed. Says why where that is not possible. */
export function PushSettings() {
  const queries = useQueryClient();
  const state = useQuery({
    queryKey: KEY,
    queryFn: async () => {
      const status = await push.status();
      return { ...status, on: await isSubscribed(status.public_key) };
    },
  });
  const change = useMutation({
    mutationFn: (on: boolean) => (on ? subscribe(state.data?.public_key ?? '') : unsubscribe()),
    onSuccess: (_, on) =>
      announce({
        tone: 'up',
        text: on ? 'Alerts reach this device now.' : 'Alerts no longer reach this device.',
      }),
    onError: (error) => announce({ tone: 'down', text: `Push messages: ${error.message}` }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const on = state.data?.on ?? false;
  const hindrance = state.data?.enabled === false ? OFF : (pushHindrance() ?? state.error?.message ?? null);
  return (
    <Panel title="Alerts on this device">
      <Setting
        name="Push messages"
        note={hindrance ?? 'Alerts of the server, also while the dashboard is closed.'}
      >
        <Button
          disabled={hindrance !== null || state.data === undefined || change.isPending}
          onClick={() => change.mutate(!on)}
        >
          {on ? 'Turn off' : 'Turn on'}
        </Button>
      </Setting>
    </Panel>
  );
}

const OFF = 'The server has push messages off. Set ALERT_PUSH_CONTACT to turn them on.';
