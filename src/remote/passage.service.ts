import { Injectable, StreamableFile } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Problem } from '../http/problems.js';
import { PROBLEMS, type ProblemCode } from 'lighter-broadcaster-protocol/errors';
import type { Asked } from './asked.decorator.js';
import { passageFor } from './narrowing.js';
import { RemoteApi, type RemoteAnswer } from './remote-api.js';

/** Answers with what the other instance answers, narrowed to the accounts that the principal sees. */
@Injectable()
export class PassageService {
  constructor(
    private readonly api: RemoteApi,
    private readonly clock: Clock,
  ) {}

  async pass(asked: Asked): Promise<StreamableFile> {
    const { url, narrow } = passageFor(asked);
    const answer = await this.api.ask(asked.method, url);
    refuse(answer);
    const text = narrow(answer, this.clock.wallNow());
    return new StreamableFile(Buffer.from(text), { type: answer.contentType });
  }
}

/** @throws Problem with the error of the other instance, if it answered with one. */
function refuse({ status, text }: RemoteAnswer): void {
  if (status < 400) return;
  if (status === 401 || status === 403)
    throw new Problem('UPSTREAM_FAILED', 'The instance at REMOTE_API_BASE refuses REMOTE_API_KEY for this.');
  throw toldBy(text) ?? new Problem('UPSTREAM_FAILED', `The instance at REMOTE_API_BASE answers ${status}.`);
}

function toldBy(text: string): Problem | null {
  try {
    const { code, message } = JSON.parse(text) as { code?: string; message?: string };
    return code !== undefined && code in PROBLEMS ? new Problem(code as ProblemCode, String(message)) : null;
  } catch {
    return null;
  }
}
