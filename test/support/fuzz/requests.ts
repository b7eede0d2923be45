import fc from 'fast-check';
import type { Operation, Parameter } from './openapi.js';

export interface FuzzRequest {
  target: string;
  headers: Record<string, string>;
  body: string | undefined;
}

const EDGES = [
  ...[
    '0',
    '-1',
    '1',
    '1000',
    '1001',
    '9007199254740993',
    '99999999999999999999',
    '1e400',
    '1.5',
    '-0',
    'NaN',
  ],
  ...[
    '',
    ' ',
    'null',
    'true',
    '[]',
    '{}',
    '\u0000',
    '%',
    '\ud83d\ude00',
    '\u202e',
    '\uffff',
    'İ',
    '../../etc/passwd',
  ],
  ...[
    '__proto__',
    'constructor',
    "' OR 1=1 --",
    '<script>',
    'a'.repeat(300),
    '2026-13-45T99:99:99Z',
    '1970-01-01',
  ],
];

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...EDGES) },
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.integer().map(String),
  fc.double().map(String),
);

/** Requests that are valid in most parts and invalid in some. */
export function requestsTo({ path, parameters, method, bodyExample }: Operation): fc.Arbitrary<FuzzRequest> {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const inHeader = parameters.filter((parameter) => parameter.in === 'header');
  return fc
    .record({
      path: fc.tuple(...inPath.map((parameter) => valueOf(parameter).filter((value) => value !== ''))),
      query: fc.tuple(...inQuery.map(queryPart)),
      extra: fc.option(fc.tuple(text, text), { freq: 8 }),
      header: fc.tuple(...inHeader.map(() => fc.option(fc.stringMatching(/^[!-~]{0,60}$/)))),
      body: method === 'GET' ? fc.constant(undefined) : bodies(bodyExample),
      type: fc.constantFrom('application/json', 'application/json', 'application/json', 'text/plain', 'a/b'),
    })
    .map(({ path: values, query, extra, header, body, type }) => {
      let place = 0;
      const filled = path.replace(/\{\w+\}/g, () => encode(values[place++] ?? ''));
      const parts = [...query, extra && `${encode(extra[0])}=${encode(extra[1])}`].filter(Boolean);
      const headers = Object.fromEntries(
        inHeader.flatMap(({ name }, at) => (header[at] ? [[name.toLowerCase(), header[at]]] : [])),
      );
      return {
        target: parts.length > 0 ? `${filled}?${parts.join('&')}` : filled,
        headers:
          body === undefined
            ? headers
            : { ...headers, 'content-type': type, 'content-length': String(Buffer.byteLength(body)) },
        body,
      };
    });
}

/** Absent, given once, repeated, or in array and object notation. */
function queryPart(parameter: Parameter): fc.Arbitrary<string> {
  const { name } = parameter;
  const value = valueOf(parameter).map(encode);
  return fc.oneof(
    fc.constant(''),
    { weight: 3, arbitrary: value.map((one) => `${name}=${one}`) },
    fc.tuple(value, value).map(([one, two]) => `${name}=${one}&${name}=${two}`),
    value.map((one) => `${name}[]=${one}`),
    value.map((one) => `${name}[__proto__][x]=${one}`),
  );
}

function valueOf({ schema, example }: Parameter): fc.Arbitrary<string> {
  const good = [example ?? schema.example ?? '281001', ...(schema.enum ?? [])].map(String);
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...good) }, { weight: 3, arbitrary: text });
}

function bodies(example: unknown): fc.Arbitrary<string | undefined> {
  return fc.oneof(
    fc.constant(example === undefined ? undefined : JSON.stringify(example)),
    fc.json(),
    fc.constantFrom(
      '',
      '{',
      '[]',
      'null',
      '{"__proto__":{"admin":true}}',
      '{"constructor":{"prototype":{"a":1}}}',
    ),
    fc
      .dictionary(fc.constantFrom(...Object.keys(example ?? { a: 1 })), fc.jsonValue())
      .map((value) => JSON.stringify(value)),
  );
}

function encode(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}
