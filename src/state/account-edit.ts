import {
  type AccountState,
  type Section,
  SECTIONS,
  type SectionName,
} from 'lighter-broadcaster-protocol/account';
import type { AccountRecord, PartName, Stamp } from './account-record.js';
import type { AccountDelta, ListName } from 'lighter-broadcaster-protocol/delta';
import type { ListDraft } from './list-draft.js';

/** What a reduction made: the record after, and what a client is sent of it (`null`: nothing that counts). */
export interface Step {
  record: AccountRecord;
  delta: AccountDelta | null;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One reduction at work: copies of what it touches, each made once, and the delta as it grows. The original stays as it was. */
export class AccountEdit {
  readonly record: Writable<AccountRecord>;
  private readonly delta: AccountDelta = {};
  private moved = false;

  constructor(private readonly before: AccountRecord) {
    this.record = { ...before };
  }

  get state(): AccountState {
    return this.record.state;
  }

  set<K extends 'summary' | 'volumes'>(field: K, value: AccountState[K]): void {
    this.ownState()[field] = value;
    this.delta[field] = value as never;
    this.moved = true;
  }

  setList<K extends ListName>(list: K, items: AccountState[K], delta: AccountDelta[K]): void {
    this.ownState()[list] = items;
    this.delta[list] = delta;
    this.moved = true;
  }

  /** Takes over what a draft made of a list. @returns whether anything moved. */
  commit<T extends object>(list: ListName, draft: ListDraft<T>): boolean {
    const { list: items, delta } = draft.finish();
    if (delta) this.setList(list, items as never, delta as never);
    return delta !== undefined;
  }

  /** Declares a list unknown. */
  forget(list: ListName): void {
    if (this.state[list] !== null) this.setList(list, null, { set: null });
  }

  stamp(part: PartName, stamp: Stamp): void {
    if (this.record.stamps === this.before.stamps) this.record.stamps = { ...this.before.stamps };
    (this.record.stamps as Record<PartName, Stamp>)[part] = stamp;
  }

  /** A moved `confirmed_at` is no change: it waits for the next one. */
  section(name: SectionName, section: Section): void {
    const { source, updated_at, stale, reason } = this.state.sections[name];
    const state = this.ownState();
    if (state.sections === this.before.state.sections) state.sections = { ...state.sections };
    state.sections[name] = section;
    this.moved ||=
      source !== section.source ||
      updated_at !== section.updated_at ||
      stale !== section.stale ||
      reason !== section.reason;
  }

  finish(): Step {
    if (!this.moved) return { record: this.record, delta: null };
    const { sections } = this.state;
    for (const name of SECTIONS) {
      if (sections[name] !== this.record.sent[name]) (this.delta.sections ??= {})[name] = sections[name];
    }
    this.record.sent = sections;
    return { record: this.record, delta: this.delta };
  }

  private ownState(): AccountState {
    if (this.record.state === this.before.state) this.record.state = { ...this.before.state };
    return this.record.state;
  }
}
