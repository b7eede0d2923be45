import { Injectable } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { AccessFiles } from './access-files.js';
import { EndedSessions, type OnEnded } from './ended-sessions.port.js';

const FILE = 'ended-sessions';

/** Ended sessions in `DATA_DIR`. */
@Injectable()
export class FileEndedSessions extends EndedSessions {
  constructor(private readonly files: AccessFiles) {
    super();
  }

  /** Expired sessions need no line, so the file is rewritten without them. */
  override restore(now: Millis, report: OnEnded): void {
    const kept = readEnded(this.files, now, report);
    if (kept) this.files.write(FILE, kept.map((line) => `${line}\n`).join(''));
  }

  override async add(id: string, endsAt: Millis): Promise<void> {
    appendEnded(this.files, id, endsAt);
  }

  override repeatIfLost(): void {}

  override onEndElsewhere(): void {}
}

/** @returns the lines of sessions that have not expired; `null` without a file */
export function readEnded(files: AccessFiles, now: Millis, report: OnEnded): string[] | null {
  const text = files.read(FILE);
  if (text === null) return null;
  const lines = text.split('\n').filter((line) => Number(line.split(' ')[1]) > now);
  for (const line of lines) {
    const [id = '', endsAt] = line.split(' ');
    report(id, Number(endsAt));
  }
  return lines;
}

export function appendEnded(files: AccessFiles, id: string, endsAt: Millis): void {
  files.append(FILE, `${id} ${endsAt}`);
}
