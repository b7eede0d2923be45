import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Authenticator } from '../../access/authenticator.port.js';
import { Hub } from './hub.js';

/** Disconnects clients whose key was revoked: a stream presents its key only once, when it connects. */
@Injectable()
export class Revocation implements OnModuleInit {
  constructor(
    private readonly hub: Hub,
    private readonly authenticator: Authenticator,
  ) {}

  onModuleInit(): void {
    this.authenticator.onChange(() => {
      for (const session of this.hub.sessions)
        if (!this.authenticator.stillKnows(session.principal)) session.close('key_revoked');
    });
  }
}
