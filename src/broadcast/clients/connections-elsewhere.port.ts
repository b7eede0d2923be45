/** Connections at the other processes that serve on the same port. Abstract class = DI token. */
export abstract class ConnectionsElsewhere {
  abstract readonly total: number;
  /** @param address the bucket of a client's address */
  abstract of(address: string): number;
  /** Reports what is here: in all, and from one address (`null`: this machine, which no limit counts). */
  abstract report(total: number, address: string | null, held: number): void;
}
