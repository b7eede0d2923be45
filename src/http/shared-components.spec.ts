import { shareParameters, shareTitledSchemas } from './shared-components.js';

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
