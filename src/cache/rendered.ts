/** An answer that is JSON bytes already. */
export class Rendered {
  /**
   * @param etag names what the body shows, ages left out; a client that has it is answered 304.
   * @param parts of the body, in order: those rendered before, and what is spliced in now.
   */
  constructor(
    readonly etag: string,
    private readonly parts: readonly (Buffer | string)[],
  ) {}

  body(): Buffer | string {
    if (this.parts.length === 1) return this.parts[0]!;
    if (this.parts.every((part) => typeof part === 'string')) return this.parts.join('');
    return Buffer.concat(this.parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  }

  /** Whether the client's `If-None-Match` names this very answer. */
  isKnownTo(ifNoneMatch: string | undefined): boolean {
    if (!ifNoneMatch) return false;
    const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
    return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || opaque(tag) === opaque(this.etag));
  }
}
