import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { Leadership } from './leadership.js';
import { SHARE } from './log-feed.js';
import { LogWriter } from './log-writer.js';
import { Members } from './members.js';
import { Notices } from './notices.js';

/** Reports how this process came to lead, and what other processes notify it of. */
@Injectable()
export class LeaderIncidents implements OnApplicationBootstrap {
  constructor(
    private readonly incidents: IncidentWriter,
    private readonly writer: LogWriter,
    private readonly members: Members,
    leadership: Leadership,
    notices: Notices,
  ) {
    // Leaders of other shares hear of them, too.
    if (leadership.held.share !== SHARE) return;
    notices.on('incident', ({ error_type, message }, isKept) => {
      if (!isKept) this.incidents.report({ source: 'system', error_type, message });
    });
  }

  onApplicationBootstrap(): void {
    const { own, replaced } = this.members;
    if (this.writer.began === 'another')
      this.report('new-epoch', 'The engine restarted, or the accounts changed: clients get snapshots.');
    if (replaced !== null)
      this.report('lease-lost', `${replaced} lost its lease without handing over. See its log.`);
    if (this.writer.began === null) this.report('failover', `${own.name} follows the exchange now.`);
  }

  private report(error_type: 'new-epoch' | 'lease-lost' | 'failover', message: string): void {
    this.incidents.report({ source: 'system', error_type, message });
  }
}
