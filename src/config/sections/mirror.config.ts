import { Min } from 'class-validator';
import { integer, oneOf, onOff, seconds } from '../values/readers.js';
import { Variable } from '../variable.js';

/** The mirror: the exchange's own interface, for reading. */
export class MirrorConfig {
  @Variable('MIRROR', {
    default: 'on',
    reader: onOff,
    meaning:
      "on also serves the exchange's own REST and WebSocket interface, for reading, for the followed accounts.",
  })
  readonly enabled!: boolean;

  @Variable('MIRROR_PASS', {
    default: 'on',
    reader: onOff,
    meaning:
      'on forwards questions of mirror clients that cannot be answered from here, within 10 % of each rate limit.',
  })
  readonly pass!: boolean;

  @Variable('MIRROR_PUBLIC', {
    default: 'off',
    reader: onOff,
    meaning:
      'on lets anyone read public data of the exchange through the mirror: balances, positions and markets.',
  })
  readonly public!: boolean;

  @Variable('MIRROR_WRITES', {
    default: 'refuse',
    reader: oneOf('refuse', 'pass'),
    meaning:
      'pass forwards signed transactions of mirror clients (sendTx, sendTxBatch) unchanged: of admin keys, and of tokens that the account itself signed. refuse refuses all.',
  })
  readonly writes!: 'refuse' | 'pass';

  @Variable('MIRROR_PATH_KEYS', {
    default: 'off',
    reader: onOff,
    meaning:
      'on also serves the mirror below /as/{API key}/, for clients that can send no header. Proxies in between may log that path.',
  })
  readonly pathKeys!: boolean;

  @Variable('MIRROR_STALE_AFTER', {
    default: '30',
    reader: seconds,
    meaning: "Seconds for which a stale account's mirror sockets stay open before they are closed with 1012.",
  })
  @Min(1000, { message: '$property must be at least 1 second' })
  readonly staleAfterMs!: number;

  @Variable('MIRROR_MARKET_STREAMS', {
    default: '20',
    reader: integer,
    meaning: 'Order books, tapes and other feeds of markets followed at once for mirror clients.',
  })
  @Min(1)
  readonly marketStreams!: number;
}
