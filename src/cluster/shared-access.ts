import type { Provider } from '@nestjs/common';
import { EndedSessions } from '../access/ended-sessions.port.js';
import { RequestWindows } from '../access/request-windows.js';
import { SharedKeys } from '../access/shared-keys.port.js';
import { Tickets } from '../access/tickets.js';
import { PublishedKeyFiles } from './published-keys.js';
import { FiledEndedSessions, SharedEndedSessions } from './shared-ended-sessions.js';
import { ClusterSecret, SharedTickets } from './shared-tickets.js';
import { SharedWindows } from './shared-windows.js';

/**
 * What the processes of a cluster know together about their callers, for `AccessModule`.
 * @param isLasting the engine outlives the service; otherwise what must last is in `DATA_DIR` too
 */
export function sharedAccess(secret: string, isLasting: boolean): Provider[] {
  return [
    { provide: ClusterSecret, useValue: new ClusterSecret(secret) },
    { provide: Tickets, useClass: SharedTickets },
    { provide: EndedSessions, useClass: isLasting ? SharedEndedSessions : FiledEndedSessions },
    { provide: SharedKeys, useClass: PublishedKeyFiles },
    { provide: RequestWindows, useExisting: SharedWindows },
  ];
}
