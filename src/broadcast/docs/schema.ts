/** The subset of JSON Schema that frames need. */
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const whole: Schema = { type: 'integer' };
export const yesNo: Schema = { type: 'boolean' };
export const decimal: Schema = {
  type: 'string',
  description: 'A decimal number, as the exchange formats it.',
};
export const millis: Schema = { type: 'number', description: 'Epoch milliseconds.' };

export function orNull(schema: Schema): Schema {
  return { oneOf: [schema, { type: 'null' }] };
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** An object with exactly these fields, all required except those listed as optional. */
export function record(
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

/** An object with these fields, all optional. */
export function partial(properties: Readonly<Record<string, Schema>>): Schema {
  return record(properties, Object.keys(properties));
}
