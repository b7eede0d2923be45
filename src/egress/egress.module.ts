import { Module } from '@nestjs/common';
import { EgressRegistry } from './egress.registry.js';

/** Needs `AppConfig`, `Clock` and `IncidentWriter`, which are global. */
@Module({ providers: [EgressRegistry], exports: [EgressRegistry] })
export class EgressModule {}
