import fc from 'fast-check';
import { byMarket, entriesOf, membersOf, picked, valueOf, withValues } from './splice.js';

describe('splicing texts', () => {
  const TEXT = '{"a": 12345678901234567890 ,"b":"x\\"},{","c":{"d":[1,2,{"e":"]"}]},"f":[],"g":null}';

  it('replaces values and leaves every other character as it was', () => {
    expect(withValues(TEXT, { b: '"new"', f: '[1]', missing: '1' })).toBe(
      '{"a": 12345678901234567890 ,"b":"new","c":{"d":[1,2,{"e":"]"}]},"f":[1],"g":null}',
    );
    expect(withValues(TEXT, {})).toBe(TEXT);
  });

  it('cuts out values and members verbatim', () => {
    expect(valueOf(TEXT, 'a')).toBe('12345678901234567890');
    expect(valueOf(TEXT, 'missing')).toBeUndefined();
    expect(picked(TEXT, ['g', 'a', 'missing'])).toBe('{"g":null,"a": 12345678901234567890}');
    expect(entriesOf('[ {"a":1} , "x,y" , [2]]')).toEqual(['{"a":1}', '"x,y"', '[2]']);
    expect(entriesOf('[]')).toEqual([]);
  });

  it('groups rows by market in their order', () => {
    const rows = [
      { market_id: 36, text: 'a' },
      { market_id: 0, text: 'b' },
      { market_id: 36, text: 'c' },
    ];
    expect(byMarket(rows)).toBe('{"36":[a,c],"0":[b]}');
  });

  it('finds the members of any object that JSON can write', () => {
    const values = fc.jsonValue();
    fc.assert(
      fc.property(fc.dictionary(fc.string(), values), fc.nat(2), (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        const found = membersOf(text).map(({ key, valueStart, end }) => [
          key,
          JSON.parse(text.slice(valueStart, end)) as unknown,
        ]);
        expect(found).toEqual(Object.entries(JSON.parse(text) as object));
      }),
    );
  });

  it('throws on texts that are no objects, and never hangs', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.trimStart().startsWith('{'));
        expect(() => membersOf(text)).toThrow('not a JSON text');
      }),
    );
    for (const text of ['{', '{"a"', '{"a":', '{"a":{', '{"a":1', '{"a":1,', '{"a":1 "b":2}'])
      expect(() => membersOf(text)).toThrow('not a JSON text');
  });
});
