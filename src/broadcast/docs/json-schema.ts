/** The subset of JSON Schema that frames need. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export const text: JsonSchema = { type: 'string' };
export const whole: JsonSchema = { type: 'integer' };
export const yesNo: JsonSchema = { type: 'boolean' };
export const decimal: JsonSchema = {
  type: 'string',
  description: 'A decimal number, as the exchange formats it.',
};
export const millis: JsonSchema = { type: 'number', description: 'Epoch milliseconds.' };

export function orNull(schema: JsonSchema): JsonSchema {
  return { oneOf: [schema, { type: 'null' }] };
}

export function listOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

export function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** An object with exactly these fields, all required except those listed as optional. */
export function record(
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

/** An object with these fields, all optional. */
export function partial(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return record(properties, Object.keys(properties));
}
