import { AccessConfig } from './sections/access.config.js';
import { ACCOUNT_VARIABLES } from './accounts/account-variables.js';
import { AlertsConfig } from './sections/alerts.config.js';
import { BroadcastConfig } from './sections/broadcast.config.js';
import { ClusterConfig } from './sections/cluster.config.js';
import { HistoryConfig } from './sections/history.config.js';
import { LighterConfig } from './sections/lighter.config.js';
import { MirrorConfig } from './sections/mirror.config.js';
import { RemoteConfig } from './sections/remote.config.js';
import { ServerConfig } from './sections/server.config.js';
import { type VariableDoc, namesOf, variablesOf } from './variable.js';

export const SECTIONS = {
  server: ServerConfig,
  lighter: LighterConfig,
  history: HistoryConfig,
  broadcast: BroadcastConfig,
  access: AccessConfig,
  mirror: MirrorConfig,
  alerts: AlertsConfig,
  remote: RemoteConfig,
  cluster: ClusterConfig,
} as const;

/** Every environment variable that the service reads; those of accounts as patterns. */
export const VARIABLES: readonly VariableDoc[] = [
  ...ACCOUNT_VARIABLES,
  ...Object.values(SECTIONS).flatMap((Section) => variablesOf(Section)),
];

/** Exact names of all variables outside the accounts' patterns, alternative names included. */
export const NAMES: readonly string[] = Object.values(SECTIONS).flatMap((Section) => namesOf(Section));
