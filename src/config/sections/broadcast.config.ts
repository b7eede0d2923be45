import { Max, Min } from 'class-validator';
import { integer, seconds } from '../values/readers.js';
import { Variable } from '../variable.js';

/** Limits per client, per address and in total. */
export class BroadcastConfig {
  @Variable('RESUME_BUFFER', {
    default: '1000',
    reader: integer,
    meaning: 'Changes kept per channel for clients that resume.',
  })
  @Min(0)
  readonly resumeBuffer!: number;

  @Variable('RESUME_MAX_AGE', {
    default: '300',
    reader: seconds,
    meaning: 'Seconds for which those changes are kept.',
  })
  readonly resumeMaxAgeMs!: number;

  @Variable('MAX_CONNECTIONS', { default: '10000', reader: integer, meaning: 'Client connections in total.' })
  @Min(1)
  readonly maxConnections!: number;

  @Variable('MAX_CONNECTIONS_PER_IP', {
    default: '100',
    reader: integer,
    meaning: 'Client connections per address; loopback is exempt.',
  })
  @Min(1)
  readonly maxConnectionsPerIp!: number;

  @Variable('CLIENT_MAX_BYTES', {
    default: '1048576',
    reader: integer,
    meaning: 'Bytes queued for one slow client before it is closed with 4008.',
  })
  @Min(65_536)
  readonly clientMaxBytes!: number;

  @Variable('CLIENT_MAX_AGE', {
    default: '10',
    reader: seconds,
    meaning: 'Seconds without progress on a queued client before it is closed with 4008.',
  })
  @Min(100, { message: '$property must be at least 0.1 seconds' })
  readonly clientMaxAgeMs!: number;

  @Variable('CLIENT_MAX_SUBSCRIPTIONS', {
    default: '2000',
    reader: integer,
    meaning: 'Channels per client.',
  })
  @Min(1)
  readonly clientMaxSubscriptions!: number;

  @Variable('CLIENT_MAX_MESSAGES', {
    default: '50',
    reader: integer,
    meaning: 'Messages per second that one client may send; it is warned first, then closed with 4029.',
  })
  @Min(1)
  readonly clientMaxMessagesPerSecond!: number;

  @Variable('CLIENT_MAX_FRAME', {
    default: '65536',
    reader: integer,
    meaning: 'Largest frame a client may send, in bytes.',
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
