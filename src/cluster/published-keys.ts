import { hash } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { SharedKeys } from '../access/shared-keys.port.js';
import { Clock, type Timer } from '../clock/clock.js';
import type { ApiKey } from '../config/values/api-keys.js';
import { scrubber } from '../secrets/scrubber.js';
import { Members } from './members.js';
import { Notices, type PublishedKeys } from './notices.js';

/** Well within the time that notices are kept. */
const CONFIRM_EVERY: Millis = 24 * 3_600_000;
/** Copies of one file change at different times, and each is read once a second. */
const REPORT_AFTER: Millis = 10_000;
const RETRY_AFTER: Millis = 1_000;

/**
 * Publishes the keys of `API_KEYS_FILE` to all processes. The first that are published are valid everywhere. Other ones
 * replace them when they come from a process whose file had the valid keys until now, or when no process has those any
 * more. Every process reads the same notices in the same order, so all agree.
 */
@Injectable()
export class PublishedKeyFiles extends SharedKeys implements OnModuleDestroy {
  private readonly logger = new Logger(PublishedKeyFiles.name);
  private readonly listeners: (() => void)[] = [];
  private agreed: PublishedKeys | null = null;
  private keys: readonly ApiKey[] | null = null;
  private own: Pick<PublishedKeys, 'keys' | 'digest'> | null = null;
  /** What is being published. */
  private unsent: PublishedKeys | null = null;
  private used: string | null = null;
  private differsSince: Millis | null = null;
  private isReported = false;
  private readonly confirming: Timer;
  private retry: Timer | null = null;

  constructor(
    private readonly notices: Notices,
    private readonly members: Members,
    private readonly clock: Clock,
  ) {
    super();
    notices.on('keys', (published) => this.onPublished(published));
    notices.repeat(() => this.confirm());
    members.keys = () => this.own?.digest ?? null;
    members.onUpdate = () => this.check();
    this.confirming = clock.every(CONFIRM_EVERY, () => this.confirm());
  }

  onModuleDestroy(): void {
    this.confirming.cancel();
    this.retry?.cancel();
  }

  override get valid(): readonly ApiKey[] | null {
    return this.keys;
  }

  override offer(keys: readonly ApiKey[]): void {
    const stored = keys.map((key) => ({ ...key, accounts: key.accounts && [...key.accounts] }));
    const digest = hash('sha256', JSON.stringify(stored), 'base64url');
    if (this.own?.digest === digest) return;
    const replaces = this.unsent ? this.unsent.replaces : (this.own?.digest ?? null);
    this.own = { keys: stored, digest };
    this.publish({ ...this.own, replaces });
  }

  override onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  private onPublished(published: PublishedKeys): void {
    if (!this.agreed || published.replaces === this.agreed.digest) this.agreed = published;
    this.use(this.agreed);
  }

  private use({ digest, keys }: PublishedKeys): void {
    if (this.used === digest) return;
    this.used = digest;
    this.keys = keys.map((key) => ({ ...key, accounts: key.accounts && new Set(key.accounts) }));
    for (const listener of this.listeners) listener();
  }

  /** Runs whenever the processes that are there are known anew. */
  private check(): void {
    const { own, agreed } = this;
    if (!own || !agreed || own.digest === agreed.digest) {
      this.differsSince = null;
      this.isReported = false;
      return;
    }
    this.differsSince ??= this.clock.monotonic();
    if (this.isReported || this.clock.monotonic() - this.differsSince < REPORT_AFTER) return;
    const isHeld = [...this.members.list().values()].some(({ keys }) => keys === agreed.digest);
    if (!isHeld) return this.publish({ ...own, replaces: agreed.digest });
    this.isReported = true;
    this.notices.report(
      'key-files-differ',
      `The API_KEYS_FILE of ${this.members.own.name} has other keys than that of an older process: they are not valid.`,
    );
  }

  /** Keeps the valid keys among the notices that are kept. */
  private confirm(): void {
    const { own, agreed } = this;
    if (own && own.digest === agreed?.digest) this.publish({ ...own, replaces: own.digest });
  }

  private publish(keys: PublishedKeys): void {
    this.retry?.cancel();
    this.unsent = keys;
    this.notices.send('keys', keys).then(
      () => {
        if (this.unsent === keys) this.unsent = null;
      },
      (error: unknown) => this.onUnsent(keys, error),
    );
  }

  /** A key that the operator removed must not stay valid here because the others cannot be notified. */
  private onUnsent(keys: PublishedKeys, error: unknown): void {
    if (this.unsent !== keys) return;
    this.logger.warn(`API keys were not published: ${scrubber.scrubError(error).message}`);
    if (keys.replaces === this.agreed?.digest) this.use(keys);
    this.retry = this.clock.after(RETRY_AFTER, () => this.publish(keys));
  }
}
