import { useLive } from '../../live/use-live.js';
import { ErrorBoundary } from '../../ui/error-boundary.js';
import { ControlBar } from './control-bar.js';
import { EgressPanel } from './egress-panel.js';
import { LatencyPanel } from './latency-panel.js';
import { LinksPanel } from './links-panel.js';
import { GapsPanel } from './gaps-panel.js';
import { MembersPanel } from './members-panel.js';

/** Connections, egresses, processes, gaps and latency. */
export default function Connections() {
  const state = useLive(({ connections }) => connections);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <ErrorBoundary label="The controls">
        <ControlBar state={state} />
      </ErrorBoundary>
      <div className="grid shrink-0 gap-2 lg:grid-cols-2">
        <EgressPanel state={state} />
        <LatencyPanel />
      </div>
      <MembersPanel />
      <LinksPanel state={state} />
      <GapsPanel />
    </div>
  );
}
