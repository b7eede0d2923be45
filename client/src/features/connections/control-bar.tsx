import Pause from 'lucide:pause';
import Play from 'lucide:play';
import RefreshCw from 'lucide:refresh-cw';
import { control } from '../../api/control.js';
import type { ConnectionsState } from '../../live/model.js';
import { useMayControl } from '../../api/use-session.js';
import { useLive } from '../../live/use-live.js';
import { heardOver, isConfirmed } from '../../portfolio/standing.js';
import { useNow } from '../../ui/use-now.js';
import { Badge } from '../../ui/badge.js';
import { ConfirmButton } from '../../ui/confirm-button.js';
import { Loading } from '../../ui/unknown.js';
import { useAction } from '../../ui/use-action.js';

/** Whether collection runs, and the controls for all connections. */
export function ControlBar({ state }: { state: ConnectionsState | null }) {
  const pause = useAction('Pausing', 'Collection is paused.', control.pause);
  const resume = useAction('Resuming', 'Collection resumed.', control.resume);
  const reconnect = useAction('Reconnecting', 'All connections are reconnecting.', control.reconnectAll);
  const mayControl = useMayControl();
  const now = useNow() + useLive(({ clockOffset }) => clockOffset);
  const paused = state !== null && (state.control.rest_paused || state.control.ws_paused);
  const down = state?.links.filter((link) => link.state !== 'connected').length ?? 0;
  const silent = state?.links.filter((link) => !isConfirmed(link, heardOver(state.links), now)).length ?? 0;
  return (
    <div className="flex flex-wrap items-center gap-2 px-1 pt-1">
      <h1 className="text-base font-semibold">Connections</h1>
      {state === null ? (
        <Loading className="w-24" />
      ) : (
        <>
          <Badge tone={paused ? 'warn' : 'neutral'}>{paused ? 'Collection paused' : 'Collecting'}</Badge>
          <Badge tone={down > 0 ? 'warn' : 'neutral'}>
            {state.links.length - down - silent} of {state.links.length} lines connected
            {silent > 0 && `, ${silent} not heard lately`}
          </Badge>
        </>
      )}
      <div className={mayControl ? 'ml-auto flex flex-wrap gap-2' : 'hidden'}>
        {paused ? (
          <ConfirmButton
            title="Resume collection?"
            text="Every connection to the exchange reopens, and missed fills are recovered."
            action="Resume"
            disabled={resume.isPending}
            onConfirm={() => resume.mutate()}
          >
            <Play size={13} /> <span>Resume</span>
          </ConfirmButton>
        ) : (
          <ConfirmButton
            title="Pause collection?"
            text="All connections to the exchange close. Everything shown turns stale until collection resumes."
            action="Pause"
            disabled={pause.isPending || state === null}
            onConfirm={() => pause.mutate()}
          >
            <Pause size={13} /> <span>Pause</span>
          </ConfirmButton>
        )}
        <ConfirmButton
          title="Reconnect all?"
          text="All connections close and reopen immediately. Values are stale for a moment; fills made meanwhile are recovered."
          action="Reconnect all"
          disabled={reconnect.isPending || state === null}
          onConfirm={() => reconnect.mutate()}
        >
          <RefreshCw size={13} /> <span>Reconnect all</span>
        </ConfirmButton>
      </div>
    </div>
  );
}
