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
