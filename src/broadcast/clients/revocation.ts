import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Authenticator } from '../../access/authenticator.port.js';
import { Hub } from './hub.js';

/** Disconnects clients whose key was revoked or whose session ended: a stream presents them only when it connects. */
@Injectable()
export class Revocation implements OnModuleInit {
  constructor(
    private readonly hub: Hub,
    private readonly authenticator: Authenticator,
  ) {}

  onModuleInit(): void {
    this.authenticator.onChange(() => {
      for (const session of this.hub.sessions)
        if (!this.authenticator.isStillValid(session.principal)) session.close('key_revoked');
    });
  }
}
