import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { apiBases } from './api-base.decorator.js';
import { errorResponse, errorResponses } from './error-responses.js';
import { dropExamples, exampleOf } from './example-of.js';
import { toOpenApi31 } from './openapi-31.js';
import { shareBases, shareParameters, shareTitledSchemas } from './shared-components.js';
import { PROBLEMS, type ProblemCode } from 'lighter-broadcaster-protocol/errors';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type ResponseOrRef = NonNullable<Operation['responses'][string]>;
type DocumentedResponse = Exclude<ResponseOrRef, { $ref: string }>;
type MediaType = NonNullable<DocumentedResponse['content']>[string];

/**
 * Adds what all routes have in common: the server, the errors that any may answer with, and an example of each body.
 * Moves what they repeat to `components`.
 */
export function completeDocument(document: OpenAPIObject, publicUrl: string | null): OpenAPIObject {
  const routes = routesOf(document);
  const operations = routes.map(({ operation }) => operation);
  const schemas = document.components?.schemas ?? {};
  const errors = new Set<ProblemCode>();
  shareTitledSchemas(operations, schemas);
  for (const { path, method, operation } of routes) {
    completeParameters(operation);
    completeResponses(operation);
    for (const json of jsonBodies(operation)) json.example ??= exampleOf(json.schema!, schemas);
    for (const code of referToErrors(operation, method, path)) errors.add(code);
  }
  const inline = operations.flatMap((operation) => jsonBodies(operation).map(({ schema }) => schema!));
  for (const schema of [...Object.values(schemas), ...inline]) dropExamples(schema);
  shareBases(
    schemas,
    apiBases().map(({ name }) => name),
  );
  return toOpenApi31({
    ...document,
    servers: [{ url: publicUrl ?? '/', description: 'This service' }],
    components: {
      ...document.components,
      schemas,
      parameters: shareParameters(operations),
      responses: errorResponses(errors),
    },
  });
}

interface DocumentedRoute {
  path: string;
  method: string;
  operation: Operation;
}

function routesOf({ paths }: OpenAPIObject): DocumentedRoute[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
      const operation = item[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );
}

function completeParameters({ parameters = [] }: Operation): void {
  for (const parameter of parameters) {
    if ('$ref' in parameter) continue;
    const { schema } = parameter;
    if (schema && 'default' in schema) parameter.required = false;
    if (parameter.in === 'path') parameter.description ??= 'Index of the account on the exchange.';
  }
}

function completeResponses({ responses, summary }: Operation): void {
  for (const [status, response] of Object.entries(responses)) {
    if (!response || '$ref' in response || isErrorCode(response.description)) continue;
    response.description ||= (Number(status) < 300 && summary) || STATUS_CODES[status]!;
  }
}

/** The JSON that the operation takes and answers with, errors aside. */
function jsonBodies({ requestBody, responses }: Operation): MediaType[] {
  const bodies = [requestBody, ...Object.values(responses)];
  return bodies.flatMap((body) => {
    const json = body && !('$ref' in body) ? body.content?.['application/json'] : undefined;
    return json?.schema ? [json] : [];
  });
}

/** Refers every error of the operation to its shared response. @returns their codes. */
function referToErrors(operation: Operation, method: string, path: string): ProblemCode[] {
  const codes = impliedErrors(operation, method, path).filter(
    (code) => operation.responses[PROBLEMS[code].status] === undefined,
  );
  for (const response of Object.values(operation.responses) as DocumentedResponse[])
    if (isErrorCode(response.description)) codes.push(response.description);
  for (const code of codes) operation.responses[PROBLEMS[code].status] = errorResponse(code);
  return codes;
}

function isErrorCode(description: string | undefined): description is ProblemCode {
  return description !== undefined && description in PROBLEMS;
}

/** Errors that follow from the shape of a route. Public routes have an empty security requirement. */
function impliedErrors({ security, parameters }: Operation, method: string, path: string): ProblemCode[] {
  const isPublic = security?.some((requirement) => Object.keys(requirement).length === 0) ?? false;
  const hasInput = (parameters ?? []).some((parameter) => 'in' in parameter && parameter.in !== 'header');
  // A body is parsed even where none is expected.
  const mayHaveBody = method !== 'get';
  return [
    ...(hasInput || mayHaveBody ? (['INVALID_REQUEST'] as const) : []),
    ...(isPublic ? [] : (['UNAUTHENTICATED'] as const)),
    ...(mayHaveBody ? (['FORBIDDEN'] as const) : []),
    ...(path.includes('{') ? (['ACCOUNT_NOT_FOUND'] as const) : []),
    ...(mayHaveBody ? (['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const) : []),
    ...(path.startsWith('/health') ? [] : (['RATE_LIMITED'] as const)),
    'INTERNAL',
  ];
}
