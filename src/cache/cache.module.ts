import { Module } from '@nestjs/common';
import { RenderCache } from './render-cache.js';

/** Needs a `ChangeFeed` and an `AccountTextSource` from a global module. */
@Module({ providers: [RenderCache], exports: [RenderCache] })
export class CacheModule {}
