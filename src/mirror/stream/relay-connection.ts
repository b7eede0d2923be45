import type { Principal } from '../../access/principal.js';
import type { Message } from '../../broadcast/fan-out/message.js';
import { MirrorConnection, type ConnectionContext, type Opened } from './mirror-connection.js';
import type { RelayRequest } from './relay-protocol.js';
import type { RelaySession } from './relay-session.js';

/** It asks for many clients, whose own messages are limited where they ask. */
const MESSAGES_A_MINUTE = 30_000;
const MAX_QUEUED_BYTES = 16 * 1024 * 1024;

/** The connection of another instance of this service, see `relay-protocol`. */
export class RelayConnection extends MirrorConnection {
  protected override readonly isIdle = false;
  protected override readonly messagesAMinute = MESSAGES_A_MINUTE;

  constructor(
    opened: Opened,
    context: ConnectionContext,
    private readonly session: RelaySession,
    /** Frames of the session that came on the connection before. */
    private readonly received: number,
  ) {
    super(opened, context);
  }

  override greet(): void {
    this.session.connect(this.write, this.received);
  }

  override get principal(): Principal {
    return this.session.principal;
  }

  protected override get maxQueuedBytes(): number {
    return MAX_QUEUED_BYTES;
  }

  protected override handle(text: string): void {
    try {
      this.session.handle(JSON.parse(text) as RelayRequest);
    } catch {
      this.end(1008, 'not a message between instances');
    }
  }

  protected override overLimit(): void {
    this.close('too_many_messages');
  }

  protected override release(): void {
    this.session.disconnect(this.write);
  }

  private readonly write = (message: Message): void => this.send(message);
}
