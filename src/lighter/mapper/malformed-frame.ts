/** A message that does not follow the exchange's protocol. The reason names the field, never its content. */
export class MalformedFrame extends Error {
  constructor(readonly reason: string) {
    super(`malformed message: ${reason}`);
    this.name = 'MalformedFrame';
  }
}
