import { type AccountState, type Section, SECTIONS, type SectionName } from './account-state.js';
import type { AccountRecord, PartName, Stamp } from './account-record.js';
import type { AccountDelta, ListDelta, ListName } from './delta.js';
import type { ListDraft } from './list-draft.js';

/** What a reduction made: the record after, and what a client is sent of it (`null`: nothing that counts). */
export interface Step {
  record: AccountRecord;
  delta: AccountDelta | null;
}

/** One reduction at work: a shallow copy of the record, and the delta as it grows. The original is never touched. */
export class AccountEdit {
  readonly record: { -readonly [K in keyof AccountRecord]: AccountRecord[K] };
  private readonly delta: AccountDelta = {};
  private moved = false;

  constructor(record: AccountRecord) {
    this.record = { ...record };
  }

  get state(): AccountState {
    return this.record.state;
  }

  set<K extends 'summary' | 'volumes'>(field: K, value: AccountState[K]): void {
    this.record.state = { ...this.state, [field]: value };
    this.delta[field] = value as never;
    this.moved = true;
  }

  /** Takes over what a draft made of a list. @returns whether anything moved. */
  commit<T extends object>(list: ListName, draft: ListDraft<T>): boolean {
    const { list: items, delta } = draft.finish();
    if (delta) this.setList(list, items, delta);
    return delta !== undefined;
  }

  /** Declares a list unknown. */
  forget(list: ListName): void {
    if (this.state[list] !== null) this.setList(list, null, { set: null });
  }

  stamp(part: PartName, stamp: Stamp): void {
    this.record.stamps = { ...this.record.stamps, [part]: stamp };
  }

  /** A moved `confirmed_at` is no change: it waits for the next one. */
  section(name: SectionName, section: Section): void {
    const before = this.state.sections[name];
    this.record.state = { ...this.state, sections: { ...this.state.sections, [name]: section } };
    const { source, updated_at, stale, reason } = before;
    if (source === section.source && updated_at === section.updated_at && stale === section.stale) {
      if (reason === section.reason) return;
    }
    this.moved = true;
  }

  finish(): Step {
    if (!this.moved) return { record: this.record, delta: null };
    const { sections } = this.state;
    const told = SECTIONS.filter((name) => sections[name] !== this.record.sent[name]);
    if (told.length) this.delta.sections = Object.fromEntries(told.map((name) => [name, sections[name]]));
    this.record.sent = sections;
    return { record: this.record, delta: this.delta };
  }

  private setList(list: ListName, items: object[] | null, delta: ListDelta<object>): void {
    this.record.state = { ...this.state, [list]: items };
    (this.delta as Record<string, unknown>)[list] = delta;
    this.moved = true;
  }
}
