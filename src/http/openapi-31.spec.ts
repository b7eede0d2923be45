import type { OpenAPIObject } from '@nestjs/swagger';
import { toOpenApi31 } from './openapi-31.js';

function rewritten(schema: object): unknown {
  const document = { openapi: '3.0.0', components: { schemas: { One: schema } } } as unknown as OpenAPIObject;
  const { openapi, components } = toOpenApi31(document);
  expect(openapi).toBe('3.1.0');
  return components!.schemas!['One'];
}

describe('toOpenApi31', () => {
  it('makes null a type, and one of the listed values', () => {
    expect(rewritten({ type: 'string', enum: ['a'], nullable: true })).toEqual({
      type: ['string', 'null'],
      enum: ['a', null],
    });
  });

  it('describes a reference in place, and lets it be null', () => {
    const reference = { $ref: '#/components/schemas/Two' };
    const wrapped = { type: 'object', description: 'Which.', allOf: [reference] };
    expect(rewritten(wrapped)).toEqual({ description: 'Which.', ...reference });
    expect(rewritten({ ...wrapped, nullable: true })).toEqual({
      description: 'Which.',
      anyOf: [reference, { type: 'null' }],
    });
  });

  it('reaches nested schemas, and leaves examples and whole compositions as they are', () => {
    const example = { nullable: true };
    const parts = [{ $ref: '#/components/schemas/Two' }, { type: 'object' }];
    expect(
      rewritten({ allOf: parts, properties: { a: { items: { type: 'number', nullable: true } } }, example }),
    ).toEqual({ allOf: parts, properties: { a: { items: { type: ['number', 'null'] } } }, example });
  });
});
