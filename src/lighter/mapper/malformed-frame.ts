/** A message that does not follow the exchange's protocol. The reason names the field, never its content. */
export class MalformedFrame extends Error {
  constructor(
    readonly reason: string,
    /** The field that could not be read; empty when it is not one field's fault. */
    readonly field = '',
  ) {
    super(`malformed message: ${reason}`);
    this.name = 'MalformedFrame';
  }
}
