import { Max, Min } from 'class-validator';
import type { Secret } from '../../secrets/secret.js';
import {
  gatewayCount,
  httpOrigin,
  integer,
  listOf,
  oneOf,
  redisUrl,
  seconds,
  text,
} from '../values/readers.js';
import { Variable } from '../variable.js';

export const CLUSTER_ROLES = ['collector', 'recorder', 'gateway'] as const;
export type ClusterRole = (typeof CLUSTER_ROLES)[number];

/** Several processes as one service. */
export class ClusterConfig {
  @Variable('CLUSTER_URL', {
    reader: redisUrl,
    secret: true,
    meaning: 'Redis or Valkey (6.2 or newer) that several processes share; unset: a single process.',
  })
  readonly url!: Secret | null;

  @Variable('CLUSTER_NAME', {
    default: 'lighter',
    reader: text,
    meaning: 'Keeps the services on one server apart.',
  })
  readonly name!: string;

  @Variable('CLUSTER_ROLES', {
    default: CLUSTER_ROLES.join(','),
    reader: listOf(oneOf(...CLUSTER_ROLES)),
    meaning:
      'What this process may be: `collector` follows the exchange or stands by, `recorder` stores the history, `gateway` serves clients.',
  })
  readonly roles!: readonly ClusterRole[];

  @Variable('CLUSTER_LEASE', {
    default: '3',
    reader: seconds,
    meaning: 'Seconds after which a silent collector is replaced.',
  })
  @Min(2_000)
  @Max(30_000)
  readonly leaseMs!: number;

  @Variable('CLUSTER_ADDRESS', {
    reader: httpOrigin,
    meaning: 'Origin at which the other processes reach this one; by default its first address and its port.',
  })
  readonly address!: string | null;

  @Variable('CLUSTER_LOG_BYTES', {
    default: '201326592',
    reader: integer,
    meaning: 'Bytes of log to keep for gateways and clients that come back, beside RESUME_MAX_AGE.',
  })
  readonly logBytes!: number;

  @Variable('CLUSTER_SHARDS', {
    default: '1',
    reader: integer,
    meaning:
      'Into how many shares the accounts are cut, each of which another collector may follow; the same for every process of a cluster.',
  })
  @Min(1)
  @Max(64)
  readonly shards!: number;

  @Variable('GATEWAYS', {
    default: '0',
    reader: gatewayCount,
    meaning:
      'Processes of this machine that share PORT and serve clients; auto: one less than the cores, at least 1. 0: one process does everything.',
  })
  @Max(256)
  readonly gateways!: number;

  /** Whether the state reaches clients through a log that several processes read. */
  get shared(): boolean {
    return this.url !== null || this.gateways > 0;
  }
}
