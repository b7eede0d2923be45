import type { Principal } from '../../access/principal.js';

/** REST of the process that follows the exchange. */
export abstract class MirrorHome {
  /** Its origin. @throws ExchangeRefusal 503 while there is none */
  abstract readonly base: string;
  /** What shows it on whose behalf it is asked. Secret: never log it. */
  abstract headersFor(principal: Principal): Record<string, string>;
}
