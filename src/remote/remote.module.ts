import { Global, Module } from '@nestjs/common';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { AccountTextSource } from '../state/account-texts.port.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { LogIncidentWriter } from './log-incident-writer.js';
import { PassageController } from './passage.controller.js';
import { PassageService } from './passage.service.js';
import { RemoteApi } from './remote-api.js';
import { RemoteFeed } from './remote-feed.js';
import { RemoteLink } from './remote-link.js';
import { RemoteTexts } from './remote-texts.js';

/** Another instance in the place of state, upstreams and history: nothing is collected or recorded here. */
@Global()
@Module({
  controllers: [PassageController],
  providers: [
    RemoteApi,
    RemoteLink,
    PassageService,
    { provide: ChangeFeed, useClass: RemoteFeed },
    { provide: AccountTextSource, useClass: RemoteTexts },
    { provide: IncidentWriter, useClass: LogIncidentWriter },
  ],
  exports: [ChangeFeed, AccountTextSource, IncidentWriter],
})
export class RemoteModule {}
