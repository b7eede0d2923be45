import { Module } from '@nestjs/common';
import { CacheModule } from '../cache/cache.module.js';
import { PortfolioModule } from '../portfolio/portfolio.module.js';
import { McpController } from './mcp.controller.js';

/** A Model Context Protocol server, for agents that ask about the accounts. The first question loads `McpAnswersModule`. */
@Module({ imports: [CacheModule, PortfolioModule], controllers: [McpController] })
export class McpModule {}
