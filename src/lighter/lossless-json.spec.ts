import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { parseLossless, JsonSyntaxError } from './lossless-json.js';

const parse = (text: string): unknown => parseLossless(text).value;

describe('parseLossless', () => {
  it('keeps integers beyond 2^53 and fractions as spelled', () => {
    expect(parse('{"a":10414574259102759,"b":-1.50,"c":1e3,"d":999999999999999,"e":-0}')).toEqual({
      a: '10414574259102759',
      b: '-1.50',
      c: '1e3',
      d: 999999999999999,
      e: -0,
    });
  });

  it('leaves strings unchanged', () => {
    expect(parse('["12345678901234567890", "1.5", "a\\"b\\\\", "\\u00e9 {\\"x\\":1.5}", ""]')).toEqual([
      '12345678901234567890',
      '1.5',
      'a"b\\',
      'é {"x":1.5}',
      '',
    ]);
  });

  it('returns the verbatim text of every object', () => {
    const text = '{"orders": {"1":[ {"p": 1.50, "id":281476929510110123} ], "0":[{}]}}';
    const { value, textOf } = parseLossless(text);
    const orders = (value as { orders: Record<string, object[]> }).orders;
    expect(textOf(orders['1']![0]!)).toBe('{"p": 1.50, "id":281476929510110123}');
    expect(textOf(orders['0']![0]!)).toBe('{}');
    expect(textOf(value as object)).toBe(text);
    expect(() => textOf({})).toThrow('not an object of this document');
  });

  it('does not let a key replace a prototype', () => {
    const value = parse('{"__proto__":{"polluted":1},"constructor":2}') as Record<string, unknown>;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    '',
    '{',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    '01',
    '1.',
    '-',
    'nul',
    '"\n"',
    '"\\x"',
    '"a',
    '[1] 2',
    '+1',
    '"\\',
  ])('refuses %j', (text) => expect(() => parse(text)).toThrow(JsonSyntaxError));

  it('refuses deep nesting instead of overflowing the stack', () => {
    expect(() => parse('['.repeat(5_000_000))).toThrow('nested too deeply');
  });

  it('agrees with JSON.parse on every value that a double represents exactly', () => {
    const exact = fc
      .jsonValue()
      .map((value) =>
        JSON.stringify(value, (_, v: unknown) => (Number.isSafeInteger(v) || typeof v !== 'number' ? v : 0)),
      );
    fc.assert(
      fc.property(exact, (text) => {
        const plain = JSON.stringify(JSON.parse(text));
        expect(JSON.stringify(parse(text), (_, v: unknown) => v)).toBe(
          plain.replace(/(?<=[[:,]|^)-?\d{16,}/g, '"$&"'),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('accepts and refuses the same texts as JSON.parse', () => {
    const nearJson = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '\\',
        '1',
        '0',
        '-',
        '.',
        'e',
        'true',
        'null',
        ' ',
        'é',
        '\t',
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(nearJson, (parts) => {
        const text = parts.join('');
        expect(accepts(parse, text)).toBe(accepts(JSON.parse, text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('keeps no page alive for the ids and rows that are kept of it', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const held = (): number => (collect(), process.memoryUsage().heapUsed);
    const pages = 100;
    const rest = JSON.stringify(Array.from({ length: 5_000 }, () => ({ price: '1.5', filled: '0.0000' })));
    const before = held();
    const kept = Array.from({ length: pages }, (_, page) => {
      const id = 10_414_574_259_102_759n + BigInt(page);
      const { value, textOf } = parseLossless(
        `{"order":{"id":"${id}","index":${id},"at":1.234567890123456},"rest":${rest}}`,
      );
      const { order } = value as { order: Record<string, string> };
      return [...Object.values(order), textOf(order)];
    });
    expect(held() - before).toBeLessThan((pages * rest.length) / 10);
    expect(kept.at(-1)).toEqual([
      '10414574259102858',
      '10414574259102858',
      '1.234567890123456',
      '{"id":"10414574259102858","index":10414574259102858,"at":1.234567890123456}',
    ]);
  });
});

function accepts(parser: (text: string) => unknown, text: string): boolean {
  try {
    parser(text);
    return true;
  } catch {
    return false;
  }
}
