import { Injectable } from '@nestjs/common';

/** What the mirror has done since the start, for metrics. */
@Injectable()
export class MirrorStats {
  /** By `endpoint source`. */
  readonly answers = new Map<string, number>();

  total = 0;
  refused = 0;

  answered(endpoint: string, source: string): void {
    this.total += 1;
    if (source === 'refused') this.refused += 1;
    const key = `${endpoint} ${source}`;
    this.answers.set(key, (this.answers.get(key) ?? 0) + 1);
  }
}
