import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { alertChannels, type AlertChannelStatus } from '../../api/alert-channels.js';
import { currentSession } from '../../api/login-session.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { announce } from '../../ui/toasts.js';
import { Setting } from './setting.js';

const KEY = ['alert-channels'];
const REFRESH_MS = 10_000;

/** Where the server delivers alerts, how that is going, and a button that sends a test. For administrators. */
export function AlertChannels() {
  const { data: session } = useQuery({ queryKey: ['session'], queryFn: currentSession, staleTime: Infinity });
  const allowed = session?.scope === 'admin' && session.accounts === null;
  const { data, error } = useQuery({
    queryKey: KEY,
    queryFn: alertChannels.list,
    refetchInterval: REFRESH_MS,
    enabled: allowed,
  });
  if (!allowed) return null;
  return (
    <Panel title="Alert channels">
      {error && <Setting name="Not available" note={error.message} children={null} />}
      {data?.channels.length === 0 && (
        <Setting
          name="None is configured"
          note="Set the ALERT_* variables of the server; .env.example describes them."
          children={null}
        />
      )}
      {data?.channels.map((channel) => (
        <Channel key={channel.name} channel={channel} />
      ))}
    </Panel>
  );
}

function Channel({ channel }: { channel: AlertChannelStatus }) {
  const queries = useQueryClient();
  const test = useMutation({
    mutationFn: () => alertChannels.test(channel.name),
    onSuccess: ({ result, answer }) =>
      announce({
        tone: result === 'delivered' ? 'up' : 'down',
        text: `${channel.name}: ${result}, ${answer}`,
      }),
    onError: (error) => announce({ tone: 'down', text: `Test of ${channel.name} failed: ${error.message}` }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <Setting name={channel.name} note={noteOf(channel)}>
      <span className="flex items-center gap-2">
        {channel.last_error !== null && <Badge tone="warn">failing</Badge>}
        <Button disabled={test.isPending} onClick={() => test.mutate()}>
          Send test
        </Button>
      </span>
    </Setting>
  );
}

function noteOf({ waiting, delivered, last_error }: AlertChannelStatus): string {
  const counts = `${delivered} delivered, ${waiting} waiting`;
  return last_error === null ? counts : `${counts}. Last answer: ${last_error}`;
}
