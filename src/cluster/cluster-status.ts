import { Injectable } from '@nestjs/common';
import { ClusterReport } from '../metrics/cluster-report.port.js';
import type { ClusterDto } from '../metrics/status.dto.js';
import { Engine } from './engine.port.js';
import { LogFeed } from './log-feed.js';
import { Members } from './members.js';
import { Notices } from './notices.js';
import { SharedWindows } from './shared-windows.js';

/** The cluster as a gateway sees it. */
@Injectable()
export class ClusterStatus extends ClusterReport {
  constructor(
    private readonly engine: Engine,
    private readonly members: Members,
    private readonly windows: SharedWindows,
    feed: LogFeed,
    notices: Notices,
  ) {
    super();
    members.lag = () => Math.round(feed.lagMs);
    feed.onCopyDiffers = (stream) =>
      notices.report('copy-differs', `The copy of ${stream} at ${members.own.name} differed.`);
  }

  override read(): ClusterDto {
    const { engine, members, windows } = this;
    const now = engine.now();
    const { leader } = members;
    return {
      engine: engine.connected ? 'up' : 'down',
      rate_limits: windows.isShared ? 'shared' : 'local',
      leads_since: leader === null ? null : members.list().get(leader)!.leads_since,
      members: [...members.list()]
        .map(([name, { roles, version, seen, lag_ms }]) => ({
          name,
          roles: [...roles],
          version,
          leads: name === leader,
          seen_ms: Math.max(0, Math.round(now - seen)),
          lag_ms,
        }))
        .sort((a, b) => a.name.localeCompare(b.name)),
    };
  }
}
