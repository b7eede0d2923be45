import { Injectable } from '@nestjs/common';
import { RESTRICT_ACCOUNTS, RESTRICT_SCOPE } from 'lighter-broadcaster-protocol/restriction';
import type { Principal } from '../access/principal.js';
import { AppConfig } from '../config/app-config.js';
import { Problem } from '../http/problems.js';

const TIMEOUT_MS = 30_000;

export type ProxyMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** An answer of the other instance. The body stays text, so that no number in it is parsed and written again. */
export interface RemoteAnswer {
  status: number;
  contentType: string;
  text: string;
}

/** REST client of the instance at `REMOTE_API_BASE`, authenticated with `REMOTE_API_KEY`. */
@Injectable()
export class RemoteApi {
  constructor(private readonly config: AppConfig) {}

  /**
   * @param path path and query, built here: never text of a caller
   * @param principal whose rights the other instance applies on top of those of `REMOTE_API_KEY`
   * @param body validated here
   * @throws Problem UPSTREAM_FAILED when it cannot be reached.
   */
  async request(
    method: ProxyMethod,
    path: string,
    principal: Principal,
    body?: object,
  ): Promise<RemoteAnswer> {
    const { apiBase } = this.config.remote;
    try {
      const response = await fetch(`${apiBase}${path}`, {
        method,
        headers: {
          ...this.authorization(),
          ...restrictionOf(principal),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
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

  get socketUrl(): string {
    return `${String(this.config.remote.apiBase).replace(/^http/, 'ws')}/ws`;
  }

  get apiKey(): string | undefined {
    return this.config.remote.apiKey?.reveal();
  }

  private authorization(): Record<string, string> {
    const { apiKey } = this;
    return apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  }
}

function restrictionOf({ scope, accounts }: Principal): Record<string, string> {
  return {
    [RESTRICT_SCOPE]: scope,
    ...(accounts && { [RESTRICT_ACCOUNTS]: [...accounts].join(',') }),
  };
}

function reasonOf(error: unknown): string {
  const cause = (error as Error).cause;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : (error as Error).name;
}
