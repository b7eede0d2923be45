import { Injectable } from '@nestjs/common';
import { diffState, type StateDelta } from 'lighter-broadcaster-protocol/diff';
import type { ConnectionsState } from 'lighter-broadcaster-protocol/operations';
import { canSee, viewKey, type Principal } from '../../access/principal.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { ChannelSource, type DerivedChannel } from './channel-source.port.js';

/** `connections`: links and egresses of the accounts that the principal can see, and whether collection is paused. */
@Injectable()
export class ConnectionChannels extends ChannelSource {
  constructor(private readonly feed: ChangeFeed) {
    super();
  }

  override open(name: string, principal: Principal): DerivedChannel<ConnectionsState, StateDelta> | null {
    if (name !== 'connections') return null;
    return {
      kind: 'derived',
      name,
      view: viewKey(principal),
      dependsOn: (stream) => stream === 'links',
      state: () => visibleTo(principal, this.feed.connections()),
      diff: (before, after) => diffState('connections', before, after),
    };
  }

  override available(): string[] {
    return ['connections'];
  }
}

function visibleTo(principal: Principal, { links, egresses, control }: ConnectionsState): ConnectionsState {
  if (principal.accounts === null) return { links, egresses, control };
  return {
    links: links.filter((link) => link.account_index !== null && canSee(principal, link.account_index)),
    egresses: egresses
      .map((egress) => ({ ...egress, accounts: egress.accounts.filter((index) => canSee(principal, index)) }))
      .filter((egress) => egress.accounts.length > 0),
    control,
  };
}
