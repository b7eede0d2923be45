import { isDeepStrictEqual } from 'node:util';
import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';

type Components = NonNullable<OpenAPIObject['components']>;
type Schemas = NonNullable<Components['schemas']>;
type Parameters = NonNullable<Components['parameters']>;
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type ParameterOrRef = NonNullable<Operation['parameters']>[number];

/**
 * Moves each parameter that operations repeat to the shared ones, as `query.limit`, and refers to it there. Where
 * operations differ in a parameter of one name, the definition that repeats first is shared and the others stay.
 * @returns the shared parameters, for `components.parameters`
 */
export function shareParameters(operations: readonly Operation[]): Parameters {
  const seen = new Set<string>();
  const shared = new Map<string, string>();
  for (const parameter of operations.flatMap(({ parameters = [] }) => parameters)) {
    if ('$ref' in parameter) continue;
    const definition = JSON.stringify(parameter);
    const key = `${parameter.in}.${parameter.name}`;
    if (seen.has(definition) && !shared.has(key)) shared.set(key, definition);
    seen.add(definition);
  }
  for (const operation of operations)
    if (operation.parameters?.length === 0) delete operation.parameters;
    else
      operation.parameters = operation.parameters?.map((parameter) => parameterReference(parameter, shared));
  const entries = [...shared].map(([key, definition]) => [key, JSON.parse(definition) as unknown]);
  return Object.fromEntries(entries) as Parameters;
}

function parameterReference(parameter: ParameterOrRef, shared: ReadonlyMap<string, string>): ParameterOrRef {
  if ('$ref' in parameter) return parameter;
  const key = `${parameter.in}.${parameter.name}`;
  return shared.get(key) === JSON.stringify(parameter)
    ? { $ref: `#/components/parameters/${key}` }
    : parameter;
}

/** Moves each inline schema with a title from the JSON responses to `schemas`, under its title, and refers to it there. */
export function shareTitledSchemas(operations: readonly Operation[], schemas: Schemas): void {
  const share = (schema: Schemas[string]): Schemas[string] => {
    if ('$ref' in schema) return schema;
    if (schema.items) schema.items = share(schema.items);
    if (schema.allOf) schema.allOf = schema.allOf.map(share);
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      schema.properties![name] = share(property);
    const { title, ...untitled } = schema;
    if (title === undefined) return schema;
    schemas[title] = untitled;
    return { $ref: getSchemaPath(title) };
  };
  for (const response of operations.flatMap(({ responses }) => Object.values(responses))) {
    const json = response && 'content' in response ? response.content?.['application/json'] : undefined;
    if (json?.schema) json.schema = share(json.schema);
  }
}

/**
 * Schemas with all properties of a base refer to it and keep only their own. The largest base that fits is taken, so that
 * bases build on each other.
 * @param bases names of schemas
 */
export function shareBases(schemas: Schemas, bases: readonly string[]): void {
  const whole = structuredClone(schemas);
  const size = (name: string): number => Object.keys(propertiesOf(whole[name]!)).length;
  const bySize = [...bases].sort((a, b) => size(b) - size(a));
  for (const [name, schema] of Object.entries(whole)) {
    const base = bySize.find((candidate) => candidate !== name && extendsBase(schema, whole[candidate]!));
    if (base !== undefined) schemas[name] = derivedFrom(base, schema as Schema, whole[base] as Schema);
  }
}

type Schema = Exclude<Schemas[string], { $ref: string }>;

function propertiesOf(schema: Schemas[string]): Record<string, Schemas[string]> {
  return ('properties' in schema && schema.properties) || {};
}

function extendsBase(schema: Schemas[string], base: Schemas[string]): boolean {
  const own = propertiesOf(schema);
  const required = ('required' in schema && schema.required) || [];
  return (
    Object.entries(propertiesOf(base)).every(([name, part]) => isDeepStrictEqual(own[name], part)) &&
    (('required' in base && base.required) || []).every((name) => required.includes(name))
  );
}

/** Required fields may be the base's, so they are listed beside both parts. */
function derivedFrom(base: string, schema: Schema, inherited: Schema): Schema {
  const { type, properties, required, ...rest } = schema;
  const isOwn = (name: string): boolean => !(name in (inherited.properties ?? {}));
  const own = Object.entries(properties ?? {}).filter(([name]) => isOwn(name));
  const ownRequired = required?.filter((name) => !inherited.required?.includes(name)) ?? [];
  return {
    ...rest,
    allOf: [{ $ref: getSchemaPath(base) }, { type, properties: Object.fromEntries(own) }],
    ...(ownRequired.length > 0 && { required: ownRequired }),
  };
}
