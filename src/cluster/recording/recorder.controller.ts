import { Body, Controller, Headers, HttpCode, Post, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RequireAllAccounts, RequireScope } from '../../access/access.decorators.js';
import { FORWARDED } from '../../access/forwarded-principal.js';
import { HistoryStore } from '../../history/history-store.port.js';
import { Problem } from '../../http/problems.js';
import { RECORDER_METHODS, RECORDER_PATH, type RecorderCall } from './recorder-calls.js';

/** Answers the leader from the store of this process. For processes of the cluster alone: the arguments are not validated. */
@ApiExcludeController()
@Controller(RECORDER_PATH)
export class RecorderController {
  constructor(private readonly store: HistoryStore) {}

  @RequireScope('admin')
  @RequireAllAccounts()
  @Post()
  @HttpCode(200)
  async answer(
    @Headers(FORWARDED) signed: string | undefined,
    @Body() { method, args }: RecorderCall,
  ): Promise<StreamableFile> {
    // The guards have verified the signature of what they accepted; a key alone is not enough.
    if (signed === undefined || !RECORDER_METHODS.includes(method))
      throw new Problem('FORBIDDEN', 'Only processes of the cluster may ask this.');
    const answer = await (this.store[method] as (...all: unknown[]) => Promise<unknown>)(...args);
    return new StreamableFile(Buffer.from(JSON.stringify(answer)), { type: 'application/json' });
  }
}
