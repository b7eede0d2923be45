import { Module } from '@nestjs/common';
import { SnapshotCache } from './snapshot-cache.js';

/** Needs a `ChangeFeed` and an `AccountTextSource` from a global module. */
@Module({ providers: [SnapshotCache], exports: [SnapshotCache] })
export class CacheModule {}
