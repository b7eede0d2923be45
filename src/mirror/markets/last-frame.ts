import { withValues } from '../splice.js';
import type { Keeper } from './keeper.js';

/** A channel whose frames each say everything: its last one is the next follower's first. */
export class LastFrame implements Keeper {
  private last: string | null = null;

  constructor(private readonly kind: string) {}

  take(_: 'subscribed' | 'update', text: string): 'news' {
    this.last = text;
    return 'news';
  }

  snapshot(): string | null {
    return this.last && withValues(this.last, { type: `"subscribed/${this.kind}"` });
  }
}
