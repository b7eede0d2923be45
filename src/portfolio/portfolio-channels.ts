import { Injectable, type OnModuleInit } from '@nestjs/common';
import { viewKey, type Principal } from '../access/principal.js';
import { ChannelRegistry } from '../broadcast/feeds/channel-registry.js';
import { ChannelSource, type DerivedChannel } from '../broadcast/feeds/channel-source.port.js';
import { diffState } from 'lighter-broadcaster-protocol/diff';
import type { StateDelta } from 'lighter-broadcaster-protocol/diff';
import { type Portfolio, PortfolioService } from './portfolio.service.js';

/** `portfolio`: figures and totals of the accounts that the principal sees. Their lists are on `account/{index}`. */
@Injectable()
export class PortfolioChannels extends ChannelSource implements OnModuleInit {
  constructor(
    private readonly registry: ChannelRegistry,
    private readonly portfolio: PortfolioService,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  override open(name: string, principal: Principal): DerivedChannel<Portfolio, StateDelta> | null {
    if (name !== 'portfolio') return null;
    return {
      kind: 'derived',
      name,
      view: viewKey(principal),
      dependsOn: (stream) => stream.startsWith('account/'),
      state: () => this.portfolio.of(principal),
      diff: (before, after) => diffState('portfolio', before, after),
    };
  }

  override available(_principal: Principal): string[] {
    return ['portfolio'];
  }
}
