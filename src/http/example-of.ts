import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
export type OpenApiSchema = Exclude<Schemas[string], { $ref: string }>;
export type SchemaOrRef = Schemas[string];

const BY_TYPE: Record<string, unknown> = { string: 'text', integer: 1, number: 1, boolean: true };

/** Builds an example of a schema from the examples of its parts. */
export function exampleOf(schema: SchemaOrRef, schemas: Schemas): unknown {
  if ('$ref' in schema) return exampleOf(schemas[schema.$ref.split('/').at(-1)!]!, schemas);
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  const whole = [...(schema.allOf ?? []), ...(schema.oneOf ?? schema.anyOf ?? []).slice(0, 1)];
  if (whole.length === 1 && !schema.properties) return exampleOf(whole[0]!, schemas);
  if (schema.type === 'array') return schema.items ? [exampleOf(schema.items, schemas)] : [];
  if (schema.properties ?? whole.length > 0) return objectExample(schema, whole, schemas);
  if (schema.type === 'object') return typedMap(schema, schemas);
  if (schema.format === 'date-time') return '2026-11-01T00:00:00.000Z';
  return BY_TYPE[String(schema.type)] ?? null;
}

/** Removes the examples of a schema and its parts, which are shown once: in the example of the whole body. */
export function dropExamples(schema: SchemaOrRef): void {
  if ('$ref' in schema) return;
  delete schema.example;
  const { items, properties = {}, additionalProperties: values, allOf = [], anyOf = [], oneOf = [] } = schema;
  const parts = [...Object.values(properties), ...allOf, ...anyOf, ...oneOf];
  if (items) parts.push(items);
  if (typeof values === 'object') parts.push(values);
  parts.forEach(dropExamples);
}

function objectExample(schema: OpenApiSchema, parts: SchemaOrRef[], schemas: Schemas): object {
  const own = Object.entries(schema.properties ?? {}).map(([name, part]) => [name, exampleOf(part, schemas)]);
  const inherited = parts.map((part) => exampleOf(part, schemas) as object);
  return Object.assign({}, ...inherited, Object.fromEntries(own)) as object;
}

/** A map whose values share one schema, as in `{ [accountIndex]: … }`. */
function typedMap({ additionalProperties: values }: OpenApiSchema, schemas: Schemas): object {
  return typeof values === 'object' ? { '281001': exampleOf(values, schemas) } : {};
}
