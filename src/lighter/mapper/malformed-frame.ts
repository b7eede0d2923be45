/** What the exchange sent is not what it promised. The reason names the field, never its content. */
export class MalformedFrame extends Error {
  constructor(readonly reason: string) {
    super(`malformed message: ${reason}`);
    this.name = 'MalformedFrame';
  }
}
