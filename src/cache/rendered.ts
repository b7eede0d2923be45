/** An answer that is JSON already: bytes, or a text, which Node writes together with the head at once. */
export class Rendered {
  /**
   * @param etag names what the body shows, ages left out; a client that has it is answered 304.
   * @param byteLength of the body, where it is known without counting.
   */
  constructor(
    readonly etag: string,
    readonly body: Buffer | string,
    readonly byteLength = Buffer.byteLength(body),
  ) {}

  /** Whether the client's `If-None-Match` names this very answer. */
  isKnownTo(ifNoneMatch: string | undefined): boolean {
    if (!ifNoneMatch) return false;
    const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
    return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || opaque(tag) === opaque(this.etag));
  }
}
