import { Injectable } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { AccessFiles } from '../access/access-files.js';
import { EndedSessions, type OnEnded } from '../access/ended-sessions.port.js';
import { appendEnded, readEnded } from '../access/file-ended-sessions.js';
import { unlessDown } from './engine-unavailable.js';
import { Notices } from './notices.js';

/** Ended sessions in the engine, whose notices outlast every session: each process reads them before it serves. */
@Injectable()
export class SharedEndedSessions extends EndedSessions {
  constructor(private readonly notices: Notices) {
    super();
  }

  override restore(_now: Millis, _report: OnEnded): void {}

  override async add(id: string, endsAt: Millis): Promise<void> {
    const sent = this.notices.send('session-ended', { id, endsAt });
    await unlessDown(sent, 'the session is still open');
  }

  override repeatIfLost(known: () => ReadonlyMap<string, Millis>): void {
    this.notices.repeat(() => {
      for (const [id, endsAt] of known())
        // Every process that knows it sends it, so one that fails costs nothing.
        void this.notices.send('session-ended', { id, endsAt }).catch(() => undefined);
    });
  }

  override onEndElsewhere(listener: OnEnded): void {
    this.notices.on('session-ended', ({ id, endsAt }) => listener(id, endsAt));
  }
}

/** For an engine that ends with the service: the ids are also in `DATA_DIR`, which the processes of a machine share. */
@Injectable()
export class FiledEndedSessions extends SharedEndedSessions {
  constructor(
    notices: Notices,
    private readonly files: AccessFiles,
  ) {
    super(notices);
  }

  override restore(now: Millis, report: OnEnded): void {
    readEnded(this.files, now, report);
  }

  override async add(id: string, endsAt: Millis): Promise<void> {
    await super.add(id, endsAt);
    appendEnded(this.files, id, endsAt);
  }
}
