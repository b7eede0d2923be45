import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { Problem } from '../http/problems.js';

const TIMEOUT_MS = 30_000;

/** An answer of the other instance, as text: nothing in it is parsed and written again. */
export interface RemoteAnswer {
  status: number;
  contentType: string;
  text: string;
}

/** REST of the instance at `REMOTE_API_BASE`, asked with `REMOTE_API_KEY`. */
@Injectable()
export class RemoteApi {
  constructor(private readonly config: AppConfig) {}

  /** @throws Problem UPSTREAM_FAILED when it can't be reached. */
  async ask(method: 'GET' | 'POST', path: string): Promise<RemoteAnswer> {
    const { apiBase } = this.config.remote;
    try {
      const response = await fetch(`${apiBase}${path}`, {
        method,
        headers: this.headers(),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: 'error',
      });
      const contentType = response.headers.get('content-type') ?? 'application/json';
      return { status: response.status, contentType, text: await response.text() };
    } catch (error) {
      throw new Problem(
        'UPSTREAM_FAILED',
        `The instance at REMOTE_API_BASE does not answer: ${reasonOf(error)}`,
      );
    }
  }

  /** Where its WebSocket is. It sends nothing until it is asked. */
  get socketUrl(): string {
    return `${String(this.config.remote.apiBase).replace(/^http/, 'ws')}/ws?channels=none`;
  }

  headers(): Record<string, string> {
    const key = this.config.remote.apiKey?.reveal();
    return key === undefined ? {} : { authorization: `Bearer ${key}` };
  }
}

function reasonOf(error: unknown): string {
  const cause = (error as Error).cause;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : (error as Error).name;
}
