import { Injectable } from '@nestjs/common';
import { StateStore } from '../state/state.store.js';
import type { Update } from '../state/update.js';

/** The one way in for whatever an upstream, or a leaf of ours, has to tell. Never throws, never waits. */
@Injectable()
export class Ingest {
  constructor(private readonly store: StateStore) {}

  apply(update: Update): void {
    this.store.apply(update);
  }
}
