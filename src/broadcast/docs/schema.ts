/** JSON Schema in the few forms that frames need. */
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const whole: Schema = { type: 'integer' };
export const yesNo: Schema = { type: 'boolean' };
export const decimal: Schema = { type: 'string', description: 'A decimal number as the exchange spells it.' };
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

/** An object of exactly these fields, all of them required but those named optional. */
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

/** Every field may be missing. */
export function partial(properties: Readonly<Record<string, Schema>>): Schema {
  return record(properties, Object.keys(properties));
}
