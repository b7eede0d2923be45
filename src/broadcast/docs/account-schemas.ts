import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { listOf, orNull, partial, record, type JsonSchema } from './json-schema.js';

export type OpenApiSchemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Name of the REST schema that describes the state of an account. */
const ACCOUNT = 'AccountStateDto';

/** The schemas of the OpenAPI document, which can be generated only once the application exists. */
@Injectable()
export class RestSchemas {
  private generate: () => OpenApiSchemas = () => ({});
  private generated: OpenApiSchemas | null = null;

  /** Called at startup. */
  use(generate: () => OpenApiSchemas): void {
    this.generate = generate;
  }

  get(): OpenApiSchemas {
    return (this.generated ??= this.generate());
  }
}

/**
 * JSON Schemas of the frames of `account/…` channels, derived from the DTO classes of the REST API: the whole state, a
 * view and a delta, and every schema that they refer to.
 */
export function accountSchemas(rest: OpenApiSchemas): Readonly<Record<string, JsonSchema>> {
  const schemas: Record<string, JsonSchema> = {};
  collect(ACCOUNT, rest, schemas);
  const { properties } = schemas[ACCOUNT] as { properties: Record<string, JsonSchema> };
  const { account_index, name, sections, ...parts } = properties;
  if (!account_index || !name || !sections)
    throw new Error(`${ACCOUNT} lacks account_index, name or sections.`);
  const someSections = partial(
    (schemas.SectionsDto as { properties: Record<string, JsonSchema> }).properties,
  );
  return {
    ...schemas,
    AccountView: record({ account_index, name, sections: someSections, ...parts }, Object.keys(parts)),
    AccountDelta: partial({
      name,
      sections: someSections,
      ...Object.fromEntries(Object.entries(parts).map(([part, schema]) => [part, deltaOf(schema)])),
    }),
  };
}

/** A list changes by keys or is replaced; every other part is replaced. */
function deltaOf(part: JsonSchema): JsonSchema {
  if (![part.type].flat().includes('array')) return part;
  const list = { ...part, type: 'array' };
  const change = partial({ upsert: list, remove: listOf({ type: 'string' }) });
  return { oneOf: [record({ set: orNull(list) }), change] };
}

function collect(name: string, rest: OpenApiSchemas, into: Record<string, JsonSchema>): void {
  if (into[name]) return;
  const schema = rest[name];
  if (!schema) throw new Error(`The OpenAPI document has no schema ${name}.`);
  into[name] = jsonSchemaOf(schema as JsonSchema);
  for (const [, reference] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/(\w+)"/g))
    collect(reference!, rest, into);
}

/** OpenAPI 3.1 has the schemas of JSON Schema. In frames, objects take no other fields. */
function jsonSchemaOf({ properties, items, ...rest }: JsonSchema): JsonSchema {
  return {
    ...rest,
    ...(items !== undefined && { items: jsonSchemaOf(items as JsonSchema) }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties as object).map(([name, property]) => [
          name,
          jsonSchemaOf(property as JsonSchema),
        ]),
      ),
      additionalProperties: false,
    }),
  };
}
