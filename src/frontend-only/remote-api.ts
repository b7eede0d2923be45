import { Injectable } from '@nestjs/common';
import { ON_BEHALF_OF, RESTRICT_ACCOUNTS, RESTRICT_SCOPE } from 'lighter-broadcaster-protocol/restriction';
import type { Principal } from '../access/principal.js';
import { AppConfig } from '../config/app-config.js';
import { Problem } from '../http/problems.js';
import { CollectorApi, type ProxyMethod, type RemoteAnswer } from './collector-api.port.js';
import { endOfRequest, readAnswer } from './remote-answer.js';

/** REST client of the instance at `REMOTE_API_BASE`, authenticated with `REMOTE_API_KEY`. */
@Injectable()
export class RemoteApi extends CollectorApi {
  override readonly label = 'The instance at REMOTE_API_BASE';

  constructor(private readonly config: AppConfig) {
    super();
  }

  /** The other instance gets the principal's name, and applies its rights on top of those of `REMOTE_API_KEY`. */
  override async request(
    method: ProxyMethod,
    path: string,
    principal: Principal,
    body?: object,
    left?: AbortSignal,
  ): Promise<RemoteAnswer> {
    try {
      const response = await fetch(`${this.base}${path}`, {
        method,
        headers: {
          ...this.headersFor(principal),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: endOfRequest(left),
        redirect: 'error',
      });
      return await readAnswer(response);
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem('UPSTREAM_FAILED', `${this.label} does not answer: ${reasonOf(error)}`);
    }
  }

  /** Origin of the other instance. */
  get base(): string {
    return String(this.config.remote.apiBase);
  }

  get socketUrl(): string {
    return `${this.base.replace(/^http/, 'ws')}/ws`;
  }

  /** Stream of the other instance's mirror. */
  get mirrorUrl(): string {
    return `${this.base.replace(/^http/, 'ws')}/stream`;
  }

  get apiKey(): string | undefined {
    return this.config.remote.apiKey?.reveal();
  }

  /** Credentials of this instance, and the rights of the caller. Secret: never log them. */
  headersFor(principal: Principal): Record<string, string> {
    const { apiKey } = this;
    return {
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      ...restrictionOf(principal),
    };
  }
}

function restrictionOf({ name, scope, accounts }: Principal): Record<string, string> {
  return {
    [RESTRICT_SCOPE]: scope,
    // Names of principals without a key may hold a space.
    [ON_BEHALF_OF]: name.replaceAll(' ', '-'),
    ...(accounts && { [RESTRICT_ACCOUNTS]: [...accounts].join(',') }),
  };
}

function reasonOf(error: unknown): string {
  const cause = (error as Error).cause;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : (error as Error).name;
}
