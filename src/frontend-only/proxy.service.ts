import { Injectable, StreamableFile } from '@nestjs/common';
import { PROBLEMS, type ProblemCode } from 'lighter-broadcaster-protocol/errors';
import type { Principal } from '../access/principal.js';
import { Clock } from '../clock/clock.js';
import { Problem } from '../http/problems.js';
import type { ProxyRequest } from './proxy-request.decorator.js';
import { CollectorApi, type RemoteAnswer } from './collector-api.port.js';
import { scopeFilterFor } from './scope-filter.js';

/** Answers with the other instance's answer, limited to the accounts that the principal sees. */
@Injectable()
export class ProxyService {
  constructor(
    private readonly api: CollectorApi,
    private readonly clock: Clock,
  ) {}

  /**
   * @param body of the request, validated by its route
   * @param left aborts when the caller has left
   */
  async forward(request: ProxyRequest, body?: object, left?: AbortSignal): Promise<StreamableFile> {
    const { path, filter } = scopeFilterFor(request);
    const answer = await this.api.request(request.method, path, request.principal, body, left);
    throwIfRefused(this.api.label, answer, request.principal);
    const text = filter(answer, this.clock.wallNow());
    return new StreamableFile(Buffer.from(text), { type: answer.contentType });
  }
}

/** @throws Problem with the other instance's own error, if it answered with one. */
function throwIfRefused(label: string, answer: RemoteAnswer, { accounts }: Principal): void {
  const { status } = answer;
  if (status < 400) return;
  // A caller limited to accounts is refused as itself; otherwise REMOTE_API_KEY lacks rights that the caller has.
  if (status === 401 || (status === 403 && accounts === null))
    throw new Problem('UPSTREAM_FAILED', `${label} refuses this service's key for this.`);
  throw problemIn(answer) ?? new Problem('UPSTREAM_FAILED', `${label} answers ${status}.`);
}

function problemIn({ text, retryAfter }: RemoteAnswer): Problem | null {
  try {
    const { code, message } = JSON.parse(text) as { code?: string; message?: string };
    return code !== undefined && Object.hasOwn(PROBLEMS, code)
      ? new Problem(
          code as ProblemCode,
          String(message),
          retryAfter === null ? {} : { 'retry-after': retryAfter },
        )
      : null;
  } catch {
    return null;
  }
}
