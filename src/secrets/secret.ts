const MASK = '***';

/**
 * A value that must never be shown: printing, concatenating, serializing or inspecting it yields `***`.
 * Only `reveal()` returns it; call it where the value is used, never to store it.
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
