import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canSee, viewKey, type Principal } from '../access/principal.js';
import { Problem } from '../http/problems.js';
import { AccountTextSource } from '../state/account-texts.port.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import type { AccountView } from './account-view.js';

/** Makes something of an account that depends on nothing else. */
export type Renderer<T> = (view: AccountView) => T;

const EVERY_ACCOUNT = {};

interface Entry {
  readonly epoch: string;
  readonly seq: number;
  readonly revision: number;
  readonly made: Map<Renderer<unknown>, unknown>;
  /** By the accounts that a principal sees. */
  readonly etags: WeakMap<object, string>;
}

/** What was made of each account, once per change and only when asked for. */
@Injectable()
export class RenderCache {
  private readonly entries = new Map<number, Entry>();

  constructor(
    private readonly feed: ChangeFeed,
    private readonly source: AccountTextSource,
  ) {}

  /** Accounts that the principal sees, in configured order. */
  seenBy(principal: Principal): number[] {
    return this.feed.accountIndexes().filter((index) => canSee(principal, index));
  }

  /** @throws Problem ACCOUNT_NOT_FOUND when it is not configured, or not for this principal. */
  view(principal: Principal, index: number): AccountView {
    if (!canSee(principal, index) || !this.feed.account(index))
      throw new Problem('ACCOUNT_NOT_FOUND', `Account ${index} is not configured`);
    return this.peek(index);
  }

  peek(index: number): AccountView {
    return { state: this.feed.account(index)!, texts: this.source.texts(index)! };
  }

  /** The renderer itself is the key: pass one that lives as long as the program. */
  get<T>(index: number, renderer: Renderer<T>): T {
    const { made } = this.entryOf(index);
    if (!made.has(renderer)) made.set(renderer, renderer(this.peek(index)));
    return made.get(renderer) as T;
  }

  /** View of the principal, epoch and count of changes: equal for equal content, whatever its age. */
  etag(principal: Principal, indexes: readonly number[]): string {
    let seq = 0;
    let revision = 0;
    for (const index of indexes) {
      const entry = this.entryOf(index);
      seq += entry.seq;
      revision += entry.revision;
    }
    return `W/"${nameOf(principal)}:${this.feed.epoch}:${seq}:${revision}"`;
  }

  /** The same of one account. */
  etagOf(principal: Principal, index: number): string {
    const { etags } = this.entryOf(index);
    const seen = principal.accounts ?? EVERY_ACCOUNT;
    let etag = etags.get(seen);
    if (etag === undefined) etags.set(seen, (etag = this.etag(principal, [index])));
    return etag;
  }

  /** What was made of the account as it is now. */
  private entryOf(index: number): Entry {
    const { epoch, seq } = this.feed.positionOf(`account/${index}`);
    const revision = this.source.texts(index)?.account_revision ?? 0;
    let entry = this.entries.get(index);
    if (entry?.seq !== seq || entry.revision !== revision || entry.epoch !== epoch)
      this.entries.set(index, (entry = { epoch, seq, revision, made: new Map(), etags: new WeakMap() }));
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
