import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canSee, viewKey, type Principal } from '../access/principal.js';
import { Problem } from '../http/problems.js';
import { AccountTextSource } from '../state/account-texts.port.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import type { AccountView } from './account-view.js';

/** Renders an account. The result may depend on nothing else, because it is cached until the account changes. */
export type Renderer<T> = (view: AccountView) => T;

const EVERY_ACCOUNT = {};

interface Entry {
  readonly epoch: string;
  readonly seq: number;
  readonly revision: number;
  readonly overlay: number;
  readonly rendered: Map<Renderer<unknown>, unknown>;
  /** Keyed by the set of accounts that a principal sees. */
  readonly etags: WeakMap<object, string>;
}

/** Caches what each renderer produced for an account: rendered on first use, at most once per change. */
@Injectable()
export class RenderCache {
  private readonly entries = new Map<number, Entry>();

  constructor(
    private readonly feed: ChangeFeed,
    private readonly source: AccountTextSource,
  ) {}

  /** Accounts visible to the principal, in configured order. */
  seenBy(principal: Principal): number[] {
    return this.feed.accountIndexes().filter((index) => canSee(principal, index));
  }

  /** @throws Problem ACCOUNT_NOT_FOUND for an account that is not configured or not visible to the principal. */
  view(principal: Principal, index: number): AccountView {
    if (!canSee(principal, index) || !this.feed.account(index))
      throw new Problem('ACCOUNT_NOT_FOUND', `Account ${index} is not configured`);
    return this.peek(index);
  }

  peek(index: number): AccountView {
    return { state: this.feed.account(index)!, texts: this.source.texts(index)! };
  }

  /** Runs reads and renderings that must fit together, such as a body and its ETag. */
  consistently<T>(work: () => T): T {
    return this.feed.consistently(work);
  }

  /** The renderer itself is the cache key: pass a function of the module, not a new closure. */
  get<T>(index: number, renderer: Renderer<T>): T {
    const { rendered } = this.entryOf(index);
    if (!rendered.has(renderer)) rendered.set(renderer, renderer(this.peek(index)));
    return rendered.get(renderer) as T;
  }

  /** Names the visible accounts, the epoch and the number of changes, so it is equal for equal content of any age. */
  etag(principal: Principal, indexes: readonly number[]): string {
    let seq = 0;
    let revision = 0;
    for (const index of indexes) {
      const entry = this.entryOf(index);
      seq += entry.seq;
      revision += entry.revision;
    }
    const { epoch, overlay } = this.feed;
    return `W/"${nameOf(principal)}:${epoch}:${seq}:${revision}${overlay > 0 ? `:${overlay}` : ''}"`;
  }

  /** `etag` of one account, cached. */
  etagOf(principal: Principal, index: number): string {
    const { etags } = this.entryOf(index);
    const seen = principal.accounts ?? EVERY_ACCOUNT;
    let etag = etags.get(seen);
    if (etag === undefined) etags.set(seen, (etag = this.etag(principal, [index])));
    return etag;
  }

  /** The cache entry for the current version of the account; a new version starts an empty one. */
  private entryOf(index: number): Entry {
    const { epoch, seq } = this.feed.positionOf(`account/${index}`);
    const revision = this.source.texts(index)?.account_revision ?? 0;
    let entry = this.entries.get(index);
    const { overlay } = this.feed;
    if (
      entry?.seq !== seq ||
      entry.revision !== revision ||
      entry.epoch !== epoch ||
      entry.overlay !== overlay
    ) {
      entry = { epoch, seq, revision, overlay, rendered: new Map(), etags: new WeakMap() };
      this.entries.set(index, entry);
    }
    return entry;
  }
}

/** Equal for principals that see the same accounts; does not reveal which. */
function nameOf(principal: Principal): string {
  const { accounts } = principal;
  if (accounts === null) return '*';
  let name = names.get(accounts);
  if (name === undefined) {
    name = createHash('sha256').update(viewKey(principal)).digest('base64url').slice(0, 16);
    names.set(accounts, name);
  }
  return name;
}

const names = new WeakMap<ReadonlySet<number>, string>();
