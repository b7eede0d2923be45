import { Module } from '@nestjs/common';
import { CacheModule } from '../cache/cache.module.js';
import { PortfolioModule } from '../portfolio/portfolio.module.js';
import { McpAnswers } from './mcp-answers.js';
import { McpController } from './mcp.controller.js';
import { OwnApi } from './own-api.js';
import { AccountTools } from './tools/account.tools.js';
import { HistoryTools } from './tools/history.tools.js';
import { OperationsTools } from './tools/operations.tools.js';

/** A Model Context Protocol server, for agents that ask about the accounts. */
@Module({
  imports: [CacheModule, PortfolioModule],
  controllers: [McpController],
  providers: [McpAnswers, OwnApi, AccountTools, HistoryTools, OperationsTools],
})
export class McpModule {}
