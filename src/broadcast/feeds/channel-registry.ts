import { Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import type { Channel, ChannelSource } from './channel-source.port.js';

/** All channels there are. Features add theirs in `onModuleInit`. */
@Injectable()
export class ChannelRegistry {
  private readonly sources: ChannelSource[] = [];

  register(source: ChannelSource): void {
    this.sources.push(source);
  }

  open(name: string, principal: Principal): Channel | null {
    for (const source of this.sources) {
      const channel = source.open(name, principal);
      if (channel) return channel;
    }
    return null;
  }

  available(principal: Principal): string[] {
    return this.sources.flatMap((source) => source.available(principal));
  }
}
