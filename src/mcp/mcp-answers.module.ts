import { Module } from '@nestjs/common';
import { CacheModule } from '../cache/cache.module.js';
import { PortfolioModule } from '../portfolio/portfolio.module.js';
import { McpAnswers } from './mcp-answers.js';
import { OwnApi } from './own-api.js';
import { AccountTools } from './tools/account.tools.js';
import { HistoryTools } from './tools/history.tools.js';
import { OperationsTools } from './tools/operations.tools.js';

/** The tools, and the protocol's library, which most services never need. */
@Module({
  imports: [CacheModule, PortfolioModule],
  providers: [McpAnswers, OwnApi, AccountTools, HistoryTools, OperationsTools],
})
export class McpAnswersModule {}
