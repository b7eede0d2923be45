import { Injectable } from '@nestjs/common';
import { StateStore } from '../state/state.store.js';
import type { Update } from '../state/update.js';

/** The one way in for whatever an upstream, or a leaf of ours, has to tell. Never throws, never waits. */
@Injectable()
export class Ingest {
  private readonly observers = new Set<(update: Update) => void>();

  constructor(private readonly store: StateStore) {}

  apply(update: Update): void {
    this.store.apply(update);
    for (const observer of this.observers) observer(update);
  }

  /** Hears of every update once it is in, for measurements; must not throw. */
  observe(observer: (update: Update) => void): void {
    this.observers.add(observer);
  }
}
