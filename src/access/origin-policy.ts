import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { TrustedProxies } from './client-address.js';
import { isSameOrigin, type RequestOrigin } from './loopback.js';

/** Which pages may act with the credentials of a browser, and how browsers reach the service. */
@Injectable()
export class OriginPolicy {
  private readonly basePath: string;
  private readonly publicOrigin: string | null;

  constructor(
    private readonly config: AppConfig,
    private readonly proxies: TrustedProxies,
  ) {
    const { publicUrl } = config.access;
    this.publicOrigin = publicUrl === null ? null : new URL(publicUrl).origin;
    this.basePath = basePathOf(publicUrl);
  }

  /**
   * Whether a request comes from a page of this service, of an origin in `CORS_ORIGINS`, or from no page at all. Behind a
   * trusted proxy that replaces Host, X-Forwarded-Host names the service too.
   */
  allows(request: RequestOrigin): boolean {
    const origin = request.headers.origin;
    if (isSameOrigin(request.headers)) return true;
    if (typeof origin !== 'string') return false;
    if (this.config.access.corsOrigins?.includes(origin)) return true;
    if (request.headers['sec-fetch-site'] === 'cross-site') return false;
    if (origin === this.publicOrigin) return true;
    const host = this.proxies.forwarded(request, 'host');
    return host !== null && isSameOrigin({ origin, host });
  }

  /** Path under which the browser sees the service, without a trailing slash; empty at the root. */
  basePathFor(request: RequestOrigin): string {
    const forwarded = this.proxies.forwarded(request, 'prefix')?.replace(/\/+$/, '');
    return forwarded !== undefined && /^(?:\/[\w.~-]+)*$/.test(forwarded) ? forwarded : this.basePath;
  }

  /** Whether the browser's connection is encrypted, so that cookies can be `Secure`. */
  isSecure(request: RequestOrigin): boolean {
    if (this.publicOrigin?.startsWith('https:')) return true;
    return this.proxies.forwarded(request, 'proto')?.toLowerCase() === 'https';
  }
}

/** Path of `PUBLIC_URL` without a trailing slash; empty at the root. */
export function basePathOf(publicUrl: string | null): string {
  return publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
}
