import { Injectable } from '@nestjs/common';
import type { Reply } from './lighter.client.js';

/** A response as the exchange wrote it. */
export type PolledText = Pick<Reply, 'text' | 'receivedMono'>;

/** The last responses of polls whose text the state does not keep: clients of the mirror ask for the same. */
@Injectable()
export class PolledTexts {
  /** `orderBooks` of all markets; `null` before the first. */
  markets: PolledText | null = null;
  /** `accountLimits` by account. */
  readonly limits = new Map<number, PolledText>();
}
