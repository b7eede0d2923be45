import { AccessConfig } from './access.config.js';
import type { AccountConfig } from './accounts.js';
import { BroadcastConfig } from './broadcast.config.js';
import { HistoryConfig } from './history.config.js';
import { LighterConfig } from './lighter.config.js';
import { RemoteConfig } from './remote.config.js';
import { ServerConfig } from './server.config.js';

/** The whole configuration, frozen through and through. Printing it shows `***` for every secret. */
export class AppConfig {
  /** `demo` when no account is configured and no other instance is read. */
  readonly mode!: 'demo' | 'live';
  readonly server!: ServerConfig;
  readonly lighter!: LighterConfig;
  readonly history!: HistoryConfig;
  readonly broadcast!: BroadcastConfig;
  readonly access!: AccessConfig;
  readonly remote!: RemoteConfig;
  /** Ordered by N of `Lighter_{N}_{ID}`. */
  readonly accounts!: readonly AccountConfig[];
}
