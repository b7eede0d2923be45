import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Clock, Timer } from '../../clock/clock.js';
import { type EngineUsage, UnusableEngine } from '../engine.port.js';
import { untilReached } from '../until-reached.js';
import type { RedisConnection } from './redis-connection.js';

const OLDEST = [6, 2];
/** Keeps the connection from falling silent, and our idea of the server's clock right. */
const READ_CLOCK_EVERY: Millis = 3_000;

/** The server itself: whether it can be used, its clock, its memory, and which of its lives this is. */
export class RedisServer {
  private life: Promise<string> | null = null;
  private keepAlive: Timer | null = null;
  /** The server's clock minus ours, which never steps. */
  private ahead = 0;

  constructor(
    private readonly commands: RedisConnection,
    private readonly clock: Clock,
  ) {}

  /**
   * Connects, waiting as long as the server cannot be reached.
   * @throws UnusableEngine
   */
  async connect(): Promise<void> {
    await this.commands.connect();
    // What stands before a server may accept connections while the server is away.
    const info = await untilReached(this.clock, async () => String(await this.commands.send(['INFO'])));
    const version = infoField(info, 'redis_version') ?? 'unknown';
    if (isOlder(version, OLDEST))
      throw new UnusableEngine(`CLUSTER_URL: Redis ${version} is too old; use Redis or Valkey 6.2 or newer.`);
    const policy = infoField(info, 'maxmemory_policy');
    if (policy !== undefined && policy !== 'noeviction')
      throw new UnusableEngine(
        `CLUSTER_URL: the server drops keys when its memory is full (maxmemory-policy ${policy}); set it to noeviction.`,
      );
    await untilReached(this.clock, () => this.readClock());
    // A failure is reported by every other command, too.
    this.keepAlive = this.clock.every(READ_CLOCK_EVERY, () => void this.readClock().catch(() => undefined));
  }

  close(): void {
    this.keepAlive?.cancel();
  }

  /** Epoch milliseconds by the server's clock, as far as we know. */
  now(): Millis {
    return this.clock.monotonic() + this.ahead;
  }

  /** Names this life of the server's process. */
  async run(): Promise<string> {
    this.life ??= this.commands
      .send(['INFO', 'server'])
      .then((info) => infoField(String(info), 'run_id') ?? 'unknown');
    try {
      return await this.life;
    } catch (error) {
      this.life = null;
      throw error;
    }
  }

  /** The connection broke, as it does when the server restarts. */
  forgetRun(): void {
    this.life = null;
  }

  async usage(): Promise<EngineUsage> {
    const info = String(await this.commands.send(['INFO', 'memory']));
    const of = (field: string): number => Number(infoField(info, field) ?? 0);
    return { bytes: of('used_memory'), limit: of('maxmemory') };
  }

  /** The server read its clock half a round trip ago, as far as we know. */
  private async readClock(): Promise<void> {
    const sent = this.clock.monotonic();
    const [seconds, micros] = (await this.commands.send(['TIME'])) as [string, string];
    const now = this.clock.monotonic();
    this.ahead = Number(seconds) * 1000 + Math.trunc(Number(micros) / 1000) + (now - sent) / 2 - now;
  }
}

function infoField(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}

function isOlder(version: string, than: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [i, part] of than.entries()) if ((parts[i] ?? 0) !== part) return (parts[i] ?? 0) < part;
  return false;
}
