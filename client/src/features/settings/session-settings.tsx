import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import ExternalLink from 'lucide:external-link';
import { underBase } from '../../api/base-path.js';
import { currentSession, signOut } from '../../api/login-session.js';
import { useStatus } from '../../api/status.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { announce } from '../../ui/toasts.js';
import { Setting } from './setting.js';

/** Principals without a key: local requests, and anonymous readers where reading is public. */
const WITHOUT_KEY = ['loopback', 'public'];

/** Current session and links to the API documentation. */
export function SessionSettings() {
  const queries = useQueryClient();
  const { data: session } = useQuery({ queryKey: ['session'], queryFn: currentSession, staleTime: Infinity });
  const { data: status } = useStatus();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['session'] }),
    onError: (error) => announce({ tone: 'down', text: `Signing out failed: ${error.message}` }),
  });
  const keyless = session && WITHOUT_KEY.includes(session.name);
  return (
    <Panel title="Access and API">
      <Setting
        name={keyless ? 'No key required' : `Signed in as ${session?.name ?? '…'}`}
        note={
          session?.accounts
            ? `Sees ${session.accounts.length} accounts: ${session.accounts.join(', ')}`
            : 'Sees every account.'
        }
      >
        <span className="flex items-center gap-2">
          {session && <Badge tone={session.scope === 'admin' ? 'accent' : 'neutral'}>{session.scope}</Badge>}
          {keyless ? (
            <Button onClick={() => queries.setQueryData(['session'], null)}>Sign in with a key</Button>
          ) : (
            <Button disabled={leave.isPending} onClick={() => leave.mutate()}>
              Sign out
            </Button>
          )}
        </span>
      </Setting>
      <Setting name="For programs" note={`Version ${status?.version ?? '…'}`}>
        <span className="flex flex-wrap gap-3">
          <DocLink href="/docs">REST API</DocLink>
          <DocLink href="/docs/ws">WebSocket</DocLink>
          <DocLink href="/docs-json">OpenAPI document</DocLink>
          <DocLink href="/health">Health</DocLink>
        </span>
      </Setting>
    </Panel>
  );
}

function DocLink({ href, children }: { href: string; children: string }) {
  return (
    <a
      href={underBase(href)}
      target="_blank"
      rel="noreferrer"
      className="text-accent inline-flex items-center gap-1 hover:underline"
    >
      {children} <ExternalLink size={12} />
    </a>
  );
}
