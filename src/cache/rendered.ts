import type { ServerResponse } from 'node:http';

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

  get byteLength(): number {
    return this.parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  }

  /** Ends the response, whose head is written, with the body; what was rendered before is not copied. */
  endOf(response: ServerResponse): void {
    const last = this.parts.length - 1;
    for (let at = 0; at < last; at += 1) response.write(this.parts[at]);
    response.end(this.parts[last]);
  }

  /** Whether the client's `If-None-Match` names this very answer. */
  isKnownTo(ifNoneMatch: string | undefined): boolean {
    if (!ifNoneMatch) return false;
    const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
    return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || opaque(tag) === opaque(this.etag));
  }
}
