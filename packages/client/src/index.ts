/** The package's entry: all that a user of the client may name. */
export { BroadcasterClient } from './broadcaster-client.js';
export type { ClientOptions, ClientStatus, SubscribeOptions } from './client-options.js';
export type { ClientEvents, Loss, Update } from './events.js';
export type { AccountView, StateOf } from './channel-state.js';
export type * from '../../../src/broadcast/frames.js';
export type * from '../../../src/state/account-state.js';
export type * from '../../../src/state/delta.js';
export type * from '../../../src/state/operations-state.js';
export { applyChange } from '../../../src/broadcast/state-patch.js';
export { stateHash } from '../../../src/broadcast/state-hash.js';
