/** The package's entry: all that a user of the client may name. */
export { BroadcasterClient } from './broadcaster-client.js';
export type { ClientOptions, ClientStatus, SubscribeOptions } from './client-options.js';
export type { ClientEvents, Loss, Update } from './events.js';
export type { AccountView, StateOf } from './channel-state.js';
export type * from 'lighter-broadcaster-protocol/frames';
export type * from 'lighter-broadcaster-protocol/account';
export type * from 'lighter-broadcaster-protocol/delta';
export type * from 'lighter-broadcaster-protocol/operations';
export { applyChange } from 'lighter-broadcaster-protocol/apply';
export { stateHash } from 'lighter-broadcaster-protocol/hash';
