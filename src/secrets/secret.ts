const MASK = '***';

/**
 * A value that must never be seen: printing, concatenating, serialising or inspecting it shows `***`.
 * `reveal()` is the only way to it; call it where the value is used, never to store it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK;
  }
}
