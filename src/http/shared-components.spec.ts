import { shareBases, shareParameters, shareTitledSchemas } from './shared-components.js';

const limit = (maximum: number) => ({
  name: 'limit',
  in: 'query' as const,
  schema: { type: 'number', maximum },
});

describe('shareParameters', () => {
  it('shares a definition that repeats, and leaves a different one of that name in place', () => {
    const operations = [limit(50), limit(1000), limit(1000)].map((parameter) => ({
      parameters: [parameter],
      responses: {},
    }));
    expect(shareParameters(operations)).toEqual({ 'query.limit': limit(1000) });
    const reference = { $ref: '#/components/parameters/query.limit' };
    expect(operations.map(({ parameters }) => parameters)).toEqual([[limit(50)], [reference], [reference]]);
  });
});

describe('shareTitledSchemas', () => {
  it('moves a titled schema inside a response to the shared ones', () => {
    const row = { type: 'object', properties: { price: { type: 'string' } } };
    const list = { type: 'object', properties: { rows: { type: 'array', items: { title: 'Row', ...row } } } };
    const json = { schema: list };
    const schemas = {};
    shareTitledSchemas(
      [{ responses: { 200: { description: '', content: { 'application/json': json } } } }],
      schemas,
    );
    expect(schemas).toEqual({ Row: row });
    expect(json.schema.properties.rows.items).toEqual({ $ref: '#/components/schemas/Row' });
  });
});

describe('shareBases', () => {
  const text = { type: 'string' };
  const object = (properties: Record<string, { type: string }>, required: string[] = []) => ({
    type: 'object',
    properties,
    required,
  });

  it('refers to the largest base whose properties a schema has, and keeps what is its own', () => {
    const schemas = {
      Small: object({ a: text }, ['a']),
      Large: object({ a: text, b: text }, ['a']),
      Whole: object({ a: text, b: text, c: text }, ['a', 'b', 'c']),
    };
    shareBases(schemas, ['Small', 'Large']);
    const own = (name: string) => ({ type: 'object', properties: { [name]: text } });
    expect(schemas).toEqual({
      Small: object({ a: text }, ['a']),
      Large: { allOf: [{ $ref: '#/components/schemas/Small' }, own('b')] },
      Whole: { allOf: [{ $ref: '#/components/schemas/Large' }, own('c')], required: ['b', 'c'] },
    });
  });

  it('leaves a schema that defines a property differently, or does not require it', () => {
    const schemas = {
      Base: object({ a: text }, ['a']),
      Other: object({ a: { type: 'number' }, b: text }, ['a']),
      Optional: object({ a: text, b: text }),
    };
    const before = structuredClone(schemas);
    shareBases(schemas, ['Base']);
    expect(schemas).toEqual(before);
  });
});
