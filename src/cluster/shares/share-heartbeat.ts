import { HeartbeatDuty } from '../../alerts/delivery/heartbeat-duty.port.js';
import { SHARE } from '../log-feed.js';
import type { Members } from '../members.js';
import { shareNames } from './share-layout.js';

/** The leader of the first share sends the heartbeat of all: its receiver has to notice when any share has none. */
export class ShareHeartbeat extends HeartbeatDuty {
  constructor(
    private readonly share: string,
    private readonly shards: number,
    private readonly members: Members,
  ) {
    super();
  }

  override reason(): string | null {
    if (this.share !== SHARE) return `the leader of share ${SHARE} sends it`;
    const { leaders } = this.members;
    const left = shareNames(this.shards).filter((share) => !leaders.has(share));
    return left.length > 0 ? `no collector leads share ${left.join(', ')}` : null;
  }
}
