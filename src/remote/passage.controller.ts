import { Controller, Get, HttpCode, Post, type StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RequireScope } from '../access/access.decorators.js';
import { AskedOfRemote, type Asked } from './asked.decorator.js';
import { PassageService } from './passage.service.js';

const HISTORY = ['trades', 'pnl', 'equity', ':kind/:account_index'].map((list) => `history/${list}`);
const RECONNECTS = ['ws', 'rest', 'connections'].map((kind) => `${kind}/reconnect`);

/** History, and the hands of an operator: what only the collecting instance has. Its own document describes them. */
@ApiExcludeController()
@Controller('api')
export class PassageController {
  constructor(private readonly passage: PassageService) {}

  @Get([...HISTORY, 'supabase/status', 'errors', 'control/status'])
  read(@AskedOfRemote() asked: Asked): Promise<StreamableFile> {
    return this.passage.pass(asked);
  }

  @RequireScope('admin')
  @Get('ws/raw-messages')
  inspect(@AskedOfRemote() asked: Asked): Promise<StreamableFile> {
    return this.passage.pass(asked);
  }

  @RequireScope('admin')
  @Post([...RECONNECTS, 'control/pause', 'control/resume', 'errors/clear'])
  @HttpCode(200)
  act(@AskedOfRemote() asked: Asked): Promise<StreamableFile> {
    return this.passage.pass(asked);
  }
}
