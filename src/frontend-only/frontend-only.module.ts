import { Global, Module } from '@nestjs/common';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { AccountTextSource } from '../state/account-texts.port.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { LogIncidentWriter } from './log-incident-writer.js';
import { ProxyController } from './proxy.controller.js';
import { ProxyService } from './proxy.service.js';
import { CollectorApi } from './collector-api.port.js';
import { RemoteApi } from './remote-api.js';
import { RemoteFeed } from './remote-feed.js';
import { RemoteTexts } from './remote-texts.js';

/** Replaces state, upstreams and history by another instance: this one collects and records nothing. */
@Global()
@Module({
  controllers: [ProxyController],
  providers: [
    RemoteApi,
    { provide: CollectorApi, useExisting: RemoteApi },
    ProxyService,
    { provide: ChangeFeed, useClass: RemoteFeed },
    { provide: AccountTextSource, useClass: RemoteTexts },
    { provide: IncidentWriter, useClass: LogIncidentWriter },
  ],
  exports: [ChangeFeed, AccountTextSource, IncidentWriter, RemoteApi],
})
export class FrontendOnlyModule {}
