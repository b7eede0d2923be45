import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { exampleOf } from './example-of.js';
import { problemResponse } from './problem-response.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Responses = Operation['responses'];
type ResponseOrRef = NonNullable<Responses[string]>;
export type DocumentedResponse = Exclude<ResponseOrRef, { $ref: string }>;

/** Adds what holds for every route alike: who may ask, the errors any may answer with, and an example of each answer. */
export function completeDocument(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'post', 'put', 'delete'] as const) {
      const operation = item[method];
      if (operation) completeOperation(operation, method, path, document.components?.schemas ?? {});
    }
  }
  return { ...document, servers: [{ url: '/', description: 'Where this document was read' }] };
}

function completeOperation(
  operation: Operation,
  method: string,
  path: string,
  schemas: Parameters<typeof exampleOf>[1],
): void {
  for (const parameter of operation.parameters ?? []) {
    if ('$ref' in parameter) continue;
    const { schema } = parameter;
    if (schema && 'default' in schema) parameter.required = false;
    if (parameter.in === 'path') parameter.description ??= 'Index of the account on the exchange.';
  }
  for (const status of impliedErrors(operation, method, path))
    operation.responses[status] ??= problemResponse(status);
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response && !('$ref' in response)) completeResponse(operation, Number(status), response, schemas);
  }
}

/** Open routes say so with an empty security requirement. */
function impliedErrors({ security, parameters }: Operation, method: string, path: string): number[] {
  const isOpen = security?.some((requirement) => Object.keys(requirement).length === 0) ?? false;
  const asks = (parameters ?? []).some((parameter) => 'in' in parameter && parameter.in !== 'header');
  // Also where none is wanted: a body that comes is read.
  const sends = method !== 'get';
  const health = path.startsWith('/health');
  return [
    ...(asks || sends ? [400] : []),
    ...(isOpen ? [] : [401]),
    ...(sends ? [403] : []),
    ...(path.includes('{') ? [404] : []),
    ...(sends ? [413, 415] : []),
    ...(health ? [] : [429]),
    500,
  ];
}

function completeResponse(
  { summary }: Operation,
  status: number,
  response: DocumentedResponse,
  schemas: Parameters<typeof exampleOf>[1],
): void {
  if (status >= 400 && !response.content)
    response.content = problemResponse(status, response.description).content;
  response.description ||= (status < 300 && summary) || STATUS_CODES[status]!;
  const json = response.content?.['application/json'];
  if (json?.schema && json.example === undefined && json.examples === undefined)
    json.example = exampleOf(json.schema, schemas);
}
