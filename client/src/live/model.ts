/** Shapes of live data, from the client package. */
export type * from 'lighter-broadcaster-client';
export { SECTIONS } from 'lighter-broadcaster-protocol/account';
