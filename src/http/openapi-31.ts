import type { OpenAPIObject } from '@nestjs/swagger';

type Json = Readonly<Record<string, unknown>>;

/** Data, in which a key is no keyword. */
const DATA = new Set(['example', 'examples', 'default', 'enum']);

/**
 * Rewrites the schemas that Swagger generates as OpenAPI 3.0 to 3.1, which has the keywords of JSON Schema: `null` is a
 * type instead of `nullable`, and a reference may have a description beside it.
 */
export function toOpenApi31(document: OpenAPIObject): OpenAPIObject {
  return { ...(rewrite(document) as OpenAPIObject), openapi: '3.1.0' };
}

function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Json).map(([key, part]) => [
    key,
    DATA.has(key) ? part : rewrite(part),
  ]);
  const { nullable, ...schema } = Object.fromEntries(entries) as Json;
  const plain = withoutWrapper(schema);
  return nullable === true ? orNull(plain) : plain;
}

/** A lone `allOf` is how 3.0 describes a reference. */
function withoutWrapper({ allOf, ...schema }: Json): Json {
  if (!Array.isArray(allOf)) return schema;
  const [only, ...more] = allOf as Json[];
  if (more.length > 0 || !only?.['$ref']) return { ...schema, allOf };
  const { type: _, ...rest } = schema;
  return { ...rest, ...only };
}

function orNull(schema: Json): Json {
  const { $ref, type, enum: values } = schema;
  if ($ref !== undefined) {
    const { $ref: _, ...rest } = schema;
    return { ...rest, anyOf: [{ $ref }, { type: 'null' }] };
  }
  return {
    ...schema,
    type: [type, 'null'],
    ...(Array.isArray(values) && { enum: [...(values as unknown[]), null] }),
  };
}
