import type { HashName, HashWrite } from './engine.port.js';

/** Collects what several changes do to one hash, so that it is written once. */
export class HashDraft {
  private readonly cleared = new Set<string>();
  private readonly fields = new Map<string, string>();
  private readonly deleted = new Set<string>();

  constructor(private readonly name: HashName) {}

  set(field: string, value: string): void {
    this.deleted.delete(field);
    this.fields.set(field, value);
  }

  delete(field: string): void {
    this.fields.delete(field);
    this.deleted.add(field);
  }

  /** Removes every field with this prefix. */
  clear(prefix: string): void {
    for (const field of this.fields.keys()) if (field.startsWith(prefix)) this.fields.delete(field);
    for (const field of this.deleted) if (field.startsWith(prefix)) this.deleted.delete(field);
    this.cleared.add(prefix);
  }

  toWrite(): HashWrite {
    return { name: this.name, clear: [...this.cleared], set: this.fields, delete: [...this.deleted] };
  }
}
