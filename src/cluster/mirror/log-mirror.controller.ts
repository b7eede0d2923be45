import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RequireAllAccounts, RequireScope } from '../../access/access.decorators.js';
import { FORWARDED } from '../../access/forwarded-principal.js';
import { Problem } from '../../http/problems.js';
import { ExchangeRefusal } from '../../mirror/exchange-answers.js';
import type { TokenRights } from '../../mirror/token-judge.port.js';
import { TokenVerifier } from '../../mirror/token-verifier.js';
import { LogMirror } from './log-mirror.js';
import { MIRROR_PATH, type MirrorCall, type MirrorReply } from './mirror-calls.js';

/** Answers gateways about the mirror. For processes of the cluster alone: the calls are not validated. */
@ApiExcludeController()
@Controller(MIRROR_PATH)
export class LogMirrorController {
  constructor(
    private readonly mirror: LogMirror,
    private readonly verifier: TokenVerifier,
  ) {}

  @RequireScope('admin')
  @RequireAllAccounts()
  @Post()
  @HttpCode(200)
  async answer(
    @Headers(FORWARDED) signed: string | undefined,
    @Body() call: MirrorCall,
  ): Promise<MirrorReply> {
    // The guards have verified the signature of what they accepted; a key alone is not enough.
    if (signed === undefined) throw new Problem('FORBIDDEN', 'Only processes of the cluster may ask this.');
    try {
      return { refused: null, rights: await this.handle(call) };
    } catch (error) {
      if (!(error instanceof ExchangeRefusal)) throw error;
      const { status, code, message, headers } = error;
      return { refused: { status, code, message, headers } };
    }
  }

  private async handle(call: MirrorCall): Promise<TokenRights | null> {
    if (call.type === 'identify') return this.verifier.rightsOf(call.token);
    if (call.type === 'follow') await this.mirror.follow(call);
    else this.mirror.following(call);
    return null;
  }
}
