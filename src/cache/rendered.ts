import { encodingOf } from '../http/body-encoding.js';

/** A response that is JSON already: bytes, or text, which Node writes together with the head in one call. */
export class Rendered {
  /**
   * @param etag identifies the content of the body, ages excluded; a client that sends it back gets 304
   * @param byteLength of the body, where the caller already knows it
   */
  constructor(
    readonly etag: string,
    readonly body: Buffer | string,
    readonly byteLength = Buffer.byteLength(body),
  ) {}

  get encoding(): 'latin1' | 'utf8' {
    return encodingOf(this.body, this.byteLength);
  }

  /** Whether the client's `If-None-Match` names this response. */
  isKnownTo(ifNoneMatch: string | undefined): boolean {
    if (!ifNoneMatch) return false;
    const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
    return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || opaque(tag) === opaque(this.etag));
  }
}
