import { AccessConfig } from './sections/access.config.js';
import { AlertsConfig } from './sections/alerts.config.js';
import type { AccountConfig } from './accounts/accounts.js';
import { BroadcastConfig } from './sections/broadcast.config.js';
import { ClusterConfig } from './sections/cluster.config.js';
import { HistoryConfig } from './sections/history.config.js';
import { LighterConfig } from './sections/lighter.config.js';
import { MirrorConfig } from './sections/mirror.config.js';
import { RemoteConfig } from './sections/remote.config.js';
import { ServerConfig } from './sections/server.config.js';

/** The whole configuration, deeply frozen. Printing it shows `***` for every secret. */
export class AppConfig {
  /** `demo` when neither an account nor a remote instance is configured. */
  readonly mode!: 'demo' | 'live';
  readonly server!: ServerConfig;
  readonly lighter!: LighterConfig;
  readonly history!: HistoryConfig;
  readonly broadcast!: BroadcastConfig;
  readonly access!: AccessConfig;
  readonly mirror!: MirrorConfig;
  readonly alerts!: AlertsConfig;
  readonly remote!: RemoteConfig;
  readonly cluster!: ClusterConfig;
  /** Whether this process follows the exchange itself, and not another instance or the log of a cluster. */
  get collects(): boolean {
    const { remote, cluster } = this;
    if (remote.mode === 'FRONTEND_ONLY') return false;
    return !cluster.shared || cluster.roles.includes('collector');
  }

  /** Whether this process keeps the history that the leading collector of a cluster records. */
  get keepsHistory(): boolean {
    const { url, roles } = this.cluster;
    return url !== null && roles.includes('recorder');
  }

  /** Ordered by N of `Lighter_{N}_{ID}`. */
  readonly accounts!: readonly AccountConfig[];
  /** Names in the environment that look like misspelled variables, and variables that have no effect in this mode. */
  readonly warnings!: readonly string[];
}
