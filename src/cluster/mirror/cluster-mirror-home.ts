import { Injectable } from '@nestjs/common';
import { FORWARDED, ForwardedPrincipals } from '../../access/forwarded-principal.js';
import type { Principal } from '../../access/principal.js';
import { MirrorHome } from '../../mirror/collector/mirror-home.port.js';
import { unavailable } from '../../mirror/exchange-answers.js';
import { LogFeed } from '../log-feed.js';

/** REST of the leader, with the rights of the asker. */
@Injectable()
export class ClusterMirrorHome extends MirrorHome {
  constructor(
    private readonly feed: LogFeed,
    private readonly principals: ForwardedPrincipals,
  ) {
    super();
  }

  override get base(): string {
    const address = this.feed.leaderAddress;
    if (address === null) throw unavailable('no collector is active');
    return address;
  }

  override headersFor(principal: Principal): Record<string, string> {
    return { [FORWARDED]: this.principals.sign(principal) };
  }
}
