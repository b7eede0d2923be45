import { Injectable } from '@nestjs/common';
import { StateStore } from '../state/state.store.js';
import type { Update } from '../state/update.js';

/** Applies every update of the upstreams to the state. Never throws, never waits. */
@Injectable()
export class Ingest {
  private readonly observers = new Set<(update: Update) => void>();

  constructor(private readonly store: StateStore) {}

  apply(update: Update): void {
    this.store.apply(update);
    for (const observer of this.observers) observer(update);
  }

  /** Called with every update after it was applied, for measurements; must not throw. */
  observe(observer: (update: Update) => void): void {
    this.observers.add(observer);
  }
}
