import { Global, Module } from '@nestjs/common';
import { Ingest } from './ingest.js';

/** Needs the (global) StateModule. */
@Global()
@Module({ providers: [Ingest], exports: [Ingest] })
export class IngestModule {}
