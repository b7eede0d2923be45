import type { AccountTextSource } from '../state/account-texts.port.js';
import type { Change, StreamName } from '../state/change.js';
import type { StateStore } from '../state/state.store.js';
import { encodeBatch, heartbeatFields } from './batch.js';
import type { EntryFields, StreamStep } from './engine.port.js';
import { encodeFrames, type LoggedFrame } from './mirror/logged-frames.js';
import { keepRows, type RowEntry } from './recording/row-entries.js';
import type { StateDraft } from './shared-state.js';

/** What the leader has not sent yet; all of it makes the next batch. */
export class PendingBatch {
  readonly changes: Change[] = [];
  readonly streams = new Map<StreamName, StreamStep>();
  readonly rows: RowEntry = { rows: [], notes: {} };
  /** Of the mirror. */
  readonly frames: LoggedFrame[] = [];

  /** @param draft what the changes make of the state in the engine */
  constructor(readonly draft: StateDraft) {}

  get isEmpty(): boolean {
    return (
      this.changes.length === 0 && this.frames.length === 0 && this.draft.isEmpty && !this.hasRowsOrNotes
    );
  }

  get hasRowsOrNotes(): boolean {
    return this.rows.rows.length > 0 || Object.keys(this.rows.notes).length > 0;
  }

  add(change: Change, store: StateStore, texts: AccountTextSource): void {
    const { stream, seq } = change;
    this.changes.push(change);
    const step = this.streams.get(stream);
    if (step) step.after = seq;
    else this.streams.set(stream, { stream, before: seq - 1, after: seq });
    this.draft.add(change, store, texts);
  }

  addRows(entry: RowEntry): void {
    this.rows.rows.push(...entry.rows);
    Object.assign(this.rows.notes, entry.notes);
    keepRows(entry, (name) => this.draft.of(name));
  }

  /** The entry in the log. */
  fields(): EntryFields {
    const counted = this.changes.length > 0 ? encodeBatch(this.changes) : null;
    if (this.frames.length === 0) return counted ?? heartbeatFields(null);
    return new Map([...(counted ?? [['k', Buffer.from('r')]]), ...encodeFrames(this.frames)]);
  }
}
