import { Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Clock, Timer } from '../clock/clock.js';
import type { ClusterRole } from '../config/sections/cluster.config.js';
import { VERSION } from '../config/version.js';
import { scrubber } from '../secrets/scrubber.js';
import { EngineDown, type Engine } from './engine.port.js';
import { SHARE } from './log-feed.js';

const ANNOUNCE_EVERY: Millis = 1_000;
const SILENT_LEASES = 3;
/** The share of a leader that does not name one: it has every account. */
const ALL = SHARE;

/** A process of the cluster, as it announced itself. */
export interface Member {
  roles: readonly ClusterRole[];
  version: string;
  /** When it announced itself, by the clock of the engine. */
  seen: Millis;
  /** Since when it leads, by the clock of the engine; `null` for others. */
  leads_since: Millis | null;
  /** Milliseconds since it read the last entry of the log; `null` where it reads none. */
  lag_ms: Millis | null;
  /** Names the keys of its API_KEYS_FILE; `null` without one. */
  keys: string | null;
  /** Only where the accounts are cut into several shares, and for what leads them. */
  shares?: MemberShares;
}

/** What a process has of the shares. */
export interface MemberShares {
  /** Names how its configuration cuts the accounts. */
  layout: string;
  /** The shares that it leads, or that its processes lead. */
  held: readonly string[];
  /** How many processes of a collector could lead another one now; `null` for such a process itself. */
  spares: number | null;
}

/** Announces this process to the others every second, and knows those that did so within three leases. */
export class Members implements OnModuleDestroy {
  private readonly logger = new Logger(Members.name);
  private known: ReadonlyMap<string, Member> = new Map();
  /** Names of rows to forget. */
  private silent: readonly string[] = [];
  private timer: Timer | null = null;
  private leadsSince: Millis | null = null;
  private hasLeft = false;
  /** The process that led before this one and did not hand over. */
  replaced: string | null = null;
  /** How far this process is behind the log, if it reads it. */
  lag: () => Millis | null = () => null;
  /** Names the keys of this process's API_KEYS_FILE. */
  keys: () => string | null = () => null;
  /** What this process has of the shares, where there are several. */
  shares: () => MemberShares | undefined = () => undefined;
  /** Called whenever the list was read. */
  onUpdate: () => void = () => undefined;

  constructor(
    private readonly engine: Engine,
    private readonly clock: Clock,
    private readonly leaseMs: Millis,
    readonly own: { name: string; roles: readonly ClusterRole[] },
  ) {}

  start(): this {
    void this.announce();
    this.timer = this.clock.every(ANNOUNCE_EVERY, () => void this.announce());
    return this;
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }

  /** This process leads from now on. */
  async lead(): Promise<void> {
    await this.announce();
    this.replaced = this.leaders.get(this.shares()?.held[0] ?? ALL)?.[0] ?? null;
    this.leadsSince = this.engine.now();
    await this.announce();
  }

  /** This process hands over. */
  async retire(): Promise<void> {
    this.leadsSince = null;
    await this.announce();
  }

  /** This process ends: the others count it no more. */
  async leave(): Promise<void> {
    this.hasLeft = true;
    await this.announce();
  }

  /** By name, as of the last answer of the engine. */
  list(): ReadonlyMap<string, Member> {
    return this.known;
  }

  /** The member that leads each share, and since when; while two claim it, the later one does. */
  get leaders(): ReadonlyMap<string, readonly [name: string, since: Millis]> {
    const leaders = new Map<string, [name: string, since: Millis]>();
    for (const [name, { leads_since: since, shares }] of this.known) {
      const share = shares?.held[0] ?? ALL;
      if (since !== null && since > (leaders.get(share)?.[1] ?? 0)) leaders.set(share, [name, since]);
    }
    return leaders;
  }

  /** Writes the row of this process, and reads those of the others. */
  async announce(): Promise<void> {
    const now = this.engine.now();
    const isSilent = ({ seen }: Member): boolean => seen < now - SILENT_LEASES * this.leaseMs;
    const { name, roles } = this.own;
    const own: Member = {
      roles,
      version: VERSION,
      seen: this.hasLeft ? 0 : Math.trunc(now),
      leads_since: this.leadsSince === null ? null : Math.trunc(this.leadsSince),
      lag_ms: this.lag(),
      keys: this.keys(),
      shares: this.shares(),
    };
    try {
      const rows = await this.engine.announce(name, JSON.stringify(own), this.silent);
      const members = [...rows].map(([other, text]) => [other, JSON.parse(text) as Member] as const);
      this.known = new Map(members.filter(([, member]) => !isSilent(member)));
      this.silent = members.filter(([, member]) => isSilent(member)).map(([other]) => other);
      this.onUpdate();
    } catch (error) {
      // The callers of the engine report that it cannot be reached.
      if (!(error instanceof EngineDown)) this.logger.error(scrubber.scrubError(error).message);
    }
  }
}
