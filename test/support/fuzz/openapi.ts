import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  description?: string;
  schema: { example?: unknown; enum?: unknown[] };
  example?: unknown;
}

export interface Operation {
  method: string;
  path: string;
  summary?: string;
  parameters: Parameter[];
  /** `null`: it takes a body, of which no example is given. */
  bodyExample: unknown;
  responses: Record<string, DocumentedResponse>;
}

interface DocumentedResponse {
  description: string;
  content?: Record<string, { schema?: object; example?: unknown }>;
}

interface Document {
  paths: Record<
    string,
    Record<
      string,
      {
        summary?: string;
        parameters?: (Parameter | Reference)[];
        requestBody?: { content: Record<string, { example?: unknown }> };
        responses: Record<string, DocumentedResponse | Reference>;
      }
    >
  >;
  components: {
    responses: Record<string, DocumentedResponse>;
    parameters: Record<string, Parameter>;
  };
}

interface Reference {
  $ref: string;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as Document;
const ajv = (formats as unknown as typeof formats.default)(new Ajv({ strict: false, allErrors: true }));
ajv.addSchema(document, 'api');

/** Every operation of the checked-in document. */
export function operations(): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, { summary, parameters = [], requestBody, responses }]) => ({
        method: method.toUpperCase(),
        path,
        summary,
        parameters: parameters.map((parameter) => resolve(parameter, document.components.parameters)),
        bodyExample: requestBody && (requestBody.content['application/json']!.example ?? null),
        responses: Object.fromEntries(
          Object.entries(responses).map(([status, response]) => [
            status,
            resolve(response, document.components.responses),
          ]),
        ),
      })),
  );
}

function resolve<T extends object>(value: T | Reference, shared: Record<string, T>): T {
  return '$ref' in value ? shared[value.$ref.split('/').at(-1)!]! : value;
}

const compiled = new Map<string, ValidateFunction>();

/** Why a response violates the document, or `null`. */
export function faultOf(operation: Operation, status: number, type: string, body: string): string | null {
  const documented = operation.responses[status];
  if (!documented) return `status ${status} is not documented`;
  const media = type.split(';')[0]!;
  if (!documented.content) return body === '' ? null : `a body where none is documented: ${body}`;
  if (!documented.content[media]) return `type ${type} is not documented for ${status}`;
  if (media !== 'application/json') return null;
  const validate = validatorOf(operation, status);
  return validate(JSON.parse(body)) ? null : ajv.errorsText(validate.errors);
}

function validatorOf({ method, path, responses }: Operation, status: number): ValidateFunction {
  const key = `${method} ${path} ${status}`;
  let validate = compiled.get(key);
  if (!validate) {
    const schema = responses[status]!.content!['application/json']!.schema ?? {};
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object;
    compiled.set(key, (validate = ajv.compile(absolute)));
  }
  return validate;
}
