import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@redis/client';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import {
  CACHE_TTL_SECONDS,
  LEASE_SECONDS,
  type Collector,
  type FailOverCluster,
} from './fail-over.harness.js';
import { now } from './held-line.js';

const LEASE: Millis = LEASE_SECONDS * 1_000;
/** A machine that is busy with a whole cluster adds to the second that the product may take. */
const STALE_WITHIN: Millis = (CACHE_TTL_SECONDS + 3) * 1_000;
/** A killed leader that starts at once may get the lease back. */
const UNTIL_ANOTHER_LEADS: Millis = 3 * LEASE;
const LOG = 'lb:{lighter/0}:log';
const HEAD = 'lb:{lighter/0}:head';
const RECORDER_AWAY: Millis = 10_000;

/** A fault of the cluster, from its beginning until everything that it broke works again. */
export interface Fault {
  /** Completes "goes on when …". */
  readonly name: string;
  /** Whether clients must start over with a new epoch. */
  readonly newEpoch: boolean;
  /** @returns what did not hold meanwhile */
  run(cluster: FailOverCluster): Promise<string[]>;
}

/** Waits for another leader than `old`. @returns what is wrong: the old one sent something after the new one had begun */
async function takenOver(cluster: FailOverCluster, old: Collector, since: Millis): Promise<string[]> {
  // One that is stopped counts as leading, too.
  const next = cluster.besides(old);
  await cluster.until(() => next.leads);
  await cluster.until(() => next.exchangeLine.firstSentAfter(since) !== undefined);
  const first = next.exchangeLine.firstSentAfter(since)!;
  cluster.takeovers.push(Math.round(first - since));
  return old.exchangeLine.lastSentAt < first
    ? []
    : ['the old leader spoke to the exchange after the new one'];
}

function sameLeader(cluster: FailOverCluster, leader: Collector): string[] {
  return cluster.leader === leader ? [] : ['another collector took over'];
}

const killed: Fault = {
  name: 'the leader is killed',
  newEpoch: false,
  run: async (cluster) => {
    await pause(Math.random() * LEASE);
    const old = cluster.leader!;
    old.kill('SIGKILL', UNTIL_ANOTHER_LEADS);
    return takenOver(cluster, old, now());
  },
};

const stopped: Fault = {
  name: 'the leader is stopped for three leases and continues',
  newEpoch: false,
  run: async (cluster) => {
    const old = cluster.leader!;
    const since = now();
    old.kill('SIGSTOP');
    await pause(3 * LEASE);
    const wrong = await takenOver(cluster, old, since);
    const first = cluster.besides(old).exchangeLine.firstSentAfter(since)!;
    old.kill('SIGCONT');
    await cluster.until(() => !old.leads);
    return old.exchangeLine.lastSentAt < first
      ? wrong
      : [...wrong, 'it spoke to the exchange when it continued'];
  },
};

const cutOffFromEngine: Fault = {
  name: 'the leader loses the engine but not the exchange',
  newEpoch: false,
  run: async (cluster) => {
    const old = cluster.leader!;
    const since = now();
    old.engineLine.hold();
    const wrong = await takenOver(cluster, old, since);
    old.engineLine.release();
    return wrong;
  },
};

const cutOffFromExchange: Fault = {
  name: 'the leader loses the exchange but not the engine',
  newEpoch: false,
  run: async (cluster) => {
    const leader = cluster.leader!;
    leader.exchangeLine.hold();
    await cluster.until(() => !cluster.isLive);
    await pause(LEASE);
    // The cluster itself works, so the reasons are those of a single process.
    const isBlamed = cluster.reasons.some((reason) => /cluster|collector/.test(reason));
    leader.exchangeLine.release();
    return [
      ...sameLeader(cluster, leader),
      ...(isBlamed ? ['sections are stale because of the cluster'] : []),
    ];
  },
};

const enginePaused: Fault = {
  name: 'the engine stops for half a lease',
  newEpoch: false,
  run: async (cluster) => {
    const leader = cluster.leader!;
    process.kill(cluster.redis.pid, 'SIGSTOP');
    await pause(LEASE / 2);
    process.kill(cluster.redis.pid, 'SIGCONT');
    await pause(LEASE);
    return sameLeader(cluster, leader);
  },
};

const engineKilled: Fault = {
  name: 'the engine is away for three leases and starts on its data',
  newEpoch: true,
  run: async (cluster) => {
    const since = now();
    await cluster.redis.kill();
    await cluster.until(() => cluster.isStaleFor('the cluster engine is unreachable'));
    const staleAfter = now() - since;
    const answer = await fetch(`${cluster.gateways[0]!.url}/api/accounts`);
    await pause(3 * LEASE);
    await cluster.redis.restart();
    return [
      ...(answer.ok ? [] : [`/api/accounts answered ${answer.status} without the engine`]),
      ...(staleAfter < STALE_WITHIN ? [] : [`sections turned stale after ${Math.round(staleAfter)} ms`]),
    ];
  },
};

const engineEmptied: Fault = {
  name: 'the engine loses everything',
  newEpoch: true,
  run: async (cluster) => {
    const old = cluster.leader!;
    await command(cluster, 'FLUSHALL');
    await cluster.until(() => !old.leads);
    await cluster.until(() => cluster.leader !== undefined);
    // The next leader answers only what is signed with its own secret.
    return (await cluster.isPaused()) ? ['the next leader is paused'] : [];
  },
};

const pausedByOperator: Fault = {
  name: 'the leader is killed after an operator paused it',
  newEpoch: false,
  run: async (cluster) => {
    await cluster.control('pause');
    const old = cluster.leader!;
    const next = cluster.besides(old);
    const since = now();
    old.kill('SIGKILL', UNTIL_ANOTHER_LEADS);
    await cluster.until(() => next.leads);
    const wrong = (await cluster.isPaused()) ? [] : ['the next leader is not paused'];
    await pause(LEASE);
    if (next.exchangeLine.firstSentAfter(since) !== undefined)
      wrong.push('the next leader spoke to the exchange before it was resumed');
    await cluster.control('resume');
    return wrong;
  },
};

const gatewayHeld: Fault = {
  name: 'a gateway is stopped until the log that it needs is gone',
  newEpoch: false,
  run: (cluster) => cluster.inQuiet(() => loseLog(cluster)),
};

/** One of two accounts moves meanwhile: exactly its copies start over, and only those of clients of that gateway. */
async function loseLog(cluster: FailOverCluster): Promise<string[]> {
  const [other, held] = cluster.gateways;
  const [moving] = cluster.channels;
  const seqOf = (): number => cluster.clientsOf(other!)[0]!.seqs.get(moving!)!;
  held!.child.process.kill('SIGSTOP');
  // It has asked for the next entry, which reaches it in any case.
  const entries = await appended(cluster);
  while ((await appended(cluster)) < entries + 2) await pause(100);
  const before = Number(await command(cluster, 'HGET', HEAD, `s:${moving!}`));
  // Twice, because a step of one is no loss: no client would need a snapshot.
  for (const moved of [1, 2]) {
    cluster.fill(moving!);
    await cluster.until(() => seqOf() >= before + moved);
  }
  await command(cluster, 'XTRIM', LOG, 'MAXLEN', '1');
  held!.child.process.kill('SIGCONT');
  await cluster.until(() => cluster.areCopiesEqual);
  const behind = cluster.clientsOf(held!);
  const wrong = behind.flatMap(({ restarts }, at) => {
    const found = restarts.filter(({ channel }) => channel === moving).length;
    return found === 1 ? [] : [`client ${at} of the gateway got ${found} snapshots of ${moving!}`];
  });
  // Another account may have moved by itself.
  const needed = (restart: { channel: string; from: number; to: number }): boolean =>
    restart.to > restart.from;
  for (const client of behind) client.restarts = client.restarts.filter((restart) => !needed(restart));
  return [...wrong, ...cluster.restarts()];
}

const recorderStarted: Fault = {
  name: 'the recorder is killed and starts again',
  newEpoch: false,
  run: async (cluster) => {
    const before = cluster.made().length;
    cluster.recorder.kill('SIGKILL');
    await cluster.until(() => cluster.made().length > before + 5);
    return [];
  },
};

const recorderKilled: Fault = {
  name: 'the recorder is killed for ten seconds',
  newEpoch: false,
  run: async ({ recorder }) => {
    recorder.kill('SIGKILL', RECORDER_AWAY);
    await pause(RECORDER_AWAY);
    return [];
  },
};

const bothKilled: Fault = {
  name: 'leader and recorder are killed together',
  newEpoch: false,
  run: async (cluster) => {
    const old = cluster.leader!;
    cluster.recorder.kill('SIGKILL');
    old.kill('SIGKILL', UNTIL_ANOTHER_LEADS);
    return takenOver(cluster, old, now());
  },
};

/** Entries of the present leader so far. */
async function appended(cluster: FailOverCluster): Promise<number> {
  const reply = await command(cluster, 'XREVRANGE', LOG, '+', '-', 'COUNT', '1');
  const [[id]] = reply as [[string]];
  return Number(id.split('-')[1]);
}

async function command(cluster: FailOverCluster, ...words: string[]): Promise<unknown> {
  const client = createClient({ url: cluster.redis.url });
  await client.connect();
  try {
    return await client.sendCommand(words);
  } finally {
    await client.close();
  }
}

export const FAULTS: readonly Fault[] = [
  killed,
  stopped,
  cutOffFromEngine,
  cutOffFromExchange,
  enginePaused,
  engineKilled,
  engineEmptied,
  pausedByOperator,
  gatewayHeld,
  recorderStarted,
  recorderKilled,
  bothKilled,
];

/** What `npm test` has time for: gaps of a leader's fault are backfilled within the limits of a minute. */
export const SHORT: readonly Fault[] = [recorderStarted];
