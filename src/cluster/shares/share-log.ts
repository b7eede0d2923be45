import { ChannelLog } from '../../broadcast/resume/channel-log.port.js';
import type { Change, StreamName } from '../../state/change.js';

/** The log of the service, as a share writes into it. What comes before all shares are read waits. */
export class ShareLog extends ChannelLog {
  private waiting: Change[] | null = [];

  constructor(
    private readonly published: (change: Change) => Change | null,
    private readonly log: ChannelLog,
  ) {
    super();
  }

  open(): void {
    const changes = this.waiting ?? [];
    this.waiting = null;
    this.restore(changes);
  }

  override append(change: Change): void {
    if (this.waiting) return void this.waiting.push(change);
    const own = this.published(change);
    if (own) this.log.append(own);
  }

  override after(stream: StreamName, seq: number): readonly Change[] | null {
    return this.log.after(stream, seq);
  }

  override tails(): Change[] {
    return this.log.tails();
  }

  override restore(tails: readonly Change[]): void {
    for (const change of tails) this.append(change);
  }
}
