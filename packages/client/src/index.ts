/** The package's public interface. */
export { BroadcasterClient } from './broadcaster-client.js';
export type { ClientOptions, ClientStatus, SubscribeOptions } from './client-options.js';
export type { ClientEvents, Loss, ChannelUpdate } from './events.js';
export type { ClientClock } from './time.js';
export type { AccountViewState, StateOf } from 'lighter-broadcaster-protocol/channels';
export type * from 'lighter-broadcaster-protocol/account';
export type * from 'lighter-broadcaster-protocol/delta';
export type * from 'lighter-broadcaster-protocol/frames';
export type * from 'lighter-broadcaster-protocol/operations';
export { applyChange } from 'lighter-broadcaster-protocol/apply';
export { mayReconnect } from 'lighter-broadcaster-protocol/close-codes';
export { stateHash } from 'lighter-broadcaster-protocol/hash';
