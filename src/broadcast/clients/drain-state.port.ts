/** Whether the server sends its clients home and takes no new ones. */
export abstract class DrainState {
  abstract readonly draining: boolean;
}
