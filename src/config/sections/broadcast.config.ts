import { Max, Min } from 'class-validator';
import { integer, seconds } from '../values/readers.js';
import { Variable } from '../variable.js';

/** What one client, one address and all together may cost. */
export class BroadcastConfig {
  @Variable('RESUME_BUFFER', {
    default: '1000',
    reader: integer,
    meaning: 'Changes kept for each channel, for clients that resume.',
  })
  @Min(0)
  readonly resumeBuffer!: number;

  @Variable('RESUME_MAX_AGE', {
    default: '300',
    reader: seconds,
    meaning: 'Seconds for which those changes are kept.',
  })
  readonly resumeMaxAgeMs!: number;

  @Variable('MAX_CONNECTIONS', { default: '10000', reader: integer, meaning: 'Client connections in all.' })
  @Min(1)
  readonly maxConnections!: number;

  @Variable('MAX_CONNECTIONS_PER_IP', {
    default: '100',
    reader: integer,
    meaning: 'Client connections from one address; loopback is exempt.',
  })
  @Min(1)
  readonly maxConnectionsPerIp!: number;

  @Variable('CLIENT_MAX_BYTES', {
    default: '1048576',
    reader: integer,
    meaning: 'Bytes that may wait for one slow client before it is closed with 4008.',
  })
  @Min(65_536)
  readonly clientMaxBytes!: number;

  @Variable('CLIENT_MAX_AGE', {
    default: '10',
    reader: seconds,
    meaning: 'Seconds a client may take nothing of what waits for it before it is closed with 4008.',
  })
  @Min(100, { message: '$property must be at least 0.1 seconds' })
  readonly clientMaxAgeMs!: number;

  @Variable('CLIENT_MAX_SUBSCRIPTIONS', {
    default: '2000',
    reader: integer,
    meaning: 'Channels one client may subscribe to.',
  })
  @Min(1)
  readonly clientMaxSubscriptions!: number;

  @Variable('CLIENT_MAX_MESSAGES', {
    default: '50',
    reader: integer,
    meaning: 'Messages a second that one client may send: a notice first, then it is closed with 4029.',
  })
  @Min(1)
  readonly clientMaxMessagesPerSecond!: number;

  @Variable('CLIENT_MAX_FRAME', {
    default: '65536',
    reader: integer,
    meaning: 'Bytes of the largest frame a client may send.',
  })
  @Min(1024)
  readonly clientMaxFrameBytes!: number;

  @Variable('CLIENT_PONG_TIMEOUT', {
    default: '30',
    reader: seconds,
    meaning: 'Seconds a client has to answer a ping, at most 30.',
  })
  @Min(1000, { message: '$property must be at least 1 second' })
  @Max(30_000, { message: '$property must be at most 30 seconds' })
  readonly clientPongTimeoutMs!: number;
}
