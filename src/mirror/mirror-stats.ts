import { Injectable } from '@nestjs/common';

/** What the mirror has done since the start, for metrics. */
@Injectable()
export class MirrorStats {
  /** By `endpoint source`. */
  readonly answers = new Map<string, number>();

  answered(endpoint: string, source: string): void {
    const key = `${endpoint} ${source}`;
    this.answers.set(key, (this.answers.get(key) ?? 0) + 1);
  }
}
