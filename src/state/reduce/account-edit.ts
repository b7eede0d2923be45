import {
  type AccountState,
  type Section,
  SECTIONS,
  type SectionName,
} from 'lighter-broadcaster-protocol/account';
import type { AccountDelta, ListName } from 'lighter-broadcaster-protocol/delta';
import type { Incident } from 'lighter-broadcaster-protocol/operations';
import type { AccountRecord, Evidence, PartName } from './account-record.js';
import type { Demand } from '../demand.js';
import type { ListDraft } from './list-draft.js';

/** A notice for the operator from a reduction. */
export type Finding = Pick<Incident, 'severity' | 'error_type' | 'message'>;

/** Result of a reduction. */
export interface Step {
  record: AccountRecord;
  /** The delta for clients; `null` when nothing countable changed. */
  delta: AccountDelta | null;
  /** Requests to the exchange. */
  demands: readonly Demand[];
  findings: readonly Finding[];
}

const NONE: readonly never[] = [];

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One reduction in progress: copies of what it touches, each made once, and the growing delta. The original stays as it was. */
export class AccountEdit {
  readonly record: Writable<AccountRecord>;
  private readonly delta: AccountDelta = {};
  private demands: Demand[] | null = null;
  private findings: Finding[] | null = null;
  private moved = false;

  constructor(private readonly before: AccountRecord) {
    this.record = { ...before };
  }

  get state(): AccountState {
    return this.record.state;
  }

  set<K extends 'summary' | 'volumes' | 'label'>(field: K, value: AccountState[K]): void {
    this.ownState()[field] = value;
    this.delta[field] = value as never;
    this.moved = true;
  }

  setList<K extends ListName>(list: K, items: AccountState[K], delta: AccountDelta[K]): void {
    this.ownState()[list] = items;
    this.delta[list] = delta;
    this.moved = true;
  }

  /** Takes over the result of a draft. @returns whether anything moved. */
  commit<T extends object>(list: ListName, draft: ListDraft<T>): boolean {
    const { list: items, delta } = draft.finish();
    if (delta) this.setList(list, items as never, delta as never);
    return delta !== undefined;
  }

  /** Declares a list unknown. */
  forget(list: ListName): void {
    if (this.state[list] !== null) this.setList(list, null, { set: null });
  }

  evidence(part: PartName, evidence: Partial<Evidence>): void {
    const { record, before } = this;
    if (record.evidence === before.evidence) record.evidence = { ...before.evidence };
    (record.evidence as Record<PartName, Evidence>)[part] = { ...record.evidence[part], ...evidence };
  }

  /** Whether this reduction moved a section or its evidence. */
  concerns(name: SectionName): boolean {
    const { record, before } = this;
    if (record.state.sections[name] !== before.state.sections[name]) return true;
    return name !== 'marks' && record.evidence[name] !== before.evidence[name];
  }

  /** Remembers, or forgets, since when REST has been reporting a row differently. */
  doubt(key: string, askedAt: number | null): void {
    const { record, before } = this;
    if (askedAt === null && !record.doubts.has(key)) return;
    const doubts =
      record.doubts === before.doubts ? new Map(before.doubts) : (record.doubts as Map<string, number>);
    if (askedAt === null) doubts.delete(key);
    else doubts.set(key, askedAt);
    record.doubts = doubts;
  }

  demand(demand: Demand): void {
    (this.demands ??= []).push(demand);
  }

  report(finding: Finding): void {
    (this.findings ??= []).push(finding);
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
    const demands = this.demands ?? NONE;
    const findings = this.findings ?? NONE;
    if (!this.moved) return { record: this.record, delta: null, demands, findings };
    const { sections } = this.state;
    for (const name of SECTIONS) {
      if (sections[name] !== this.record.sent[name]) (this.delta.sections ??= {})[name] = sections[name];
    }
    this.record.sent = sections;
    return { record: this.record, delta: this.delta, demands, findings };
  }

  private ownState(): AccountState {
    if (this.record.state === this.before.state) this.record.state = { ...this.before.state };
    return this.record.state;
  }
}
