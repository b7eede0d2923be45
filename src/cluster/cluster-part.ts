import type { DynamicModule } from '@nestjs/common';

/** What this process does in a cluster. */
export interface ClusterPart {
  /** It follows the exchange and publishes; otherwise it serves what another one publishes. */
  leads: boolean;
  module: DynamicModule;
}
