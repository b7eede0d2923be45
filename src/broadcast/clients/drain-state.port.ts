/** Whether the server is disconnecting its clients and refuses new ones. */
export abstract class DrainState {
  abstract readonly draining: boolean;
}
