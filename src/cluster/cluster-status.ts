import { Injectable } from '@nestjs/common';
import { ClusterReport } from '../metrics/cluster-report.port.js';
import type { ClusterDto } from '../metrics/status.dto.js';
import { Engine } from './engine.port.js';
import { Members } from './members.js';
import { Notices } from './notices.js';
import { SharedWindows } from './shared-windows.js';
import { FollowedLog } from './shares/followed-log.js';

/** The cluster as a gateway sees it. */
@Injectable()
export class ClusterStatus extends ClusterReport {
  constructor(
    private readonly engine: Engine,
    private readonly members: Members,
    private readonly windows: SharedWindows,
    private readonly log: FollowedLog,
    notices: Notices,
  ) {
    super();
    members.lag = () => Math.round(log.lagMs);
    log.onCopyDiffers((stream) =>
      notices.report('copy-differs', `The copy of ${stream} at ${members.own.name} differed.`),
    );
  }

  override read(): ClusterDto {
    const { engine, members, windows, log } = this;
    const now = engine.now();
    const leading = [...members.leaders.values()];
    const leaders = new Set(leading.map(([name]) => name));
    // One that runs others leads nothing itself.
    const shown = [...members.list()].filter(([, { shares }]) => shares?.spares == null);
    return {
      engine: engine.connected ? 'up' : 'down',
      rate_limits: windows.isShared ? 'shared' : 'local',
      leads_since: leading.length < log.shares ? null : Math.max(...leading.map(([, since]) => since)),
      ...(log.shares > 1 && { shares: { count: log.shares, led: log.led } }),
      members: shown
        .map(([name, { roles, version, seen, lag_ms, shares }]) => ({
          name,
          roles: [...roles],
          version,
          leads: leaders.has(name),
          seen_ms: Math.max(0, Math.round(now - seen)),
          lag_ms,
          ...(shares && { share: shares.held[0] ?? null }),
        }))
        .sort((a, b) => a.name.localeCompare(b.name)),
    };
  }
}
