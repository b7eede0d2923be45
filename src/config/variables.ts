import { AccessConfig } from './access.config.js';
import { ACCOUNT_VARIABLES } from './account-variables.js';
import { BroadcastConfig } from './broadcast.config.js';
import { HistoryConfig } from './history.config.js';
import { LighterConfig } from './lighter.config.js';
import { RemoteConfig } from './remote.config.js';
import { ServerConfig } from './server.config.js';
import { type VariableDoc, variablesOf } from './variable.js';

export const SECTIONS = {
  server: ServerConfig,
  lighter: LighterConfig,
  history: HistoryConfig,
  broadcast: BroadcastConfig,
  access: AccessConfig,
  remote: RemoteConfig,
} as const;

/** Every environment variable the service reads, the accounts' as patterns. */
export const VARIABLES: readonly VariableDoc[] = [
  ...ACCOUNT_VARIABLES,
  ...Object.values(SECTIONS).flatMap((Section) => variablesOf(Section)),
];
