/** Where the lines of the outbox are kept, in order. */
export interface OutboxLog {
  /** Bytes appended since the last `rewrite`. */
  readonly appended: number;
  read(): Promise<string[]>;
  /** Resolves once the line is kept. */
  append(line: string): Promise<void>;
  /** Replaces all lines at once. @param lines called once every append that came before has resolved */
  rewrite(lines: () => readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** An attempt to deliver a message: the message's id, and how many attempts are known to have failed. */
export interface DeliveryAttempt {
  readonly id: string;
  readonly failures: number;
}

/**
 * An outbox that the next process continues when this one fails. Absent where a restart of this process does.
 * Abstract class = DI token.
 */
export abstract class SharedOutbox {
  /** Its `append` and `rewrite` reject once another process delivers. */
  abstract readonly log: OutboxLog;

  /**
   * Asks whether this process may make an attempt. Each attempt is granted once; one whose outcome nobody noted is granted
   * again after a minute, so a message is never lost, and no two processes send it at the same time.
   * @returns `elsewhere`: another process may be making it; `ended`: the message was delivered, or refused for good
   */
  abstract claim(attempt: DeliveryAttempt): Promise<'granted' | 'elsewhere' | 'ended'>;

  /** Notes that a message was delivered, or refused for good. Works for a process that is being replaced, too. */
  abstract ended(id: string): Promise<void>;
}
