import * as fc from 'fast-check';
import { itemsOf, memberOf, withMembers } from './json-members.js';

describe('members of a JSON text', () => {
  it('are replaced without touching any other byte', () => {
    const text = '{ "a" : 1.50 ,"b":"x\\"},", "c":[{"a":2},{"a":3}] , "d" :{"a": 4 } }';
    expect(withMembers(text, { a: '2' })).toBe(
      '{ "a" : 2 ,"b":"x\\"},", "c":[{"a":2},{"a":3}] , "d" :{"a": 4 } }',
    );
    expect(withMembers(text, { b: 'null', d: '[]' })).toBe(
      '{ "a" : 1.50 ,"b":null, "c":[{"a":2},{"a":3}] , "d" :[] }',
    );
    expect(withMembers(text, { z: '1' })).toBe(text);
  });

  it('keep digits that a double would lose', () => {
    expect(memberOf('{"id":10414574259102759,"x":1}', 'id')).toBe('10414574259102759');
    expect(itemsOf('[10414574259102759, "a,b" ,{"c":[1]}]')).toEqual([
      '10414574259102759',
      '"a,b"',
      '{"c":[1]}',
    ]);
    expect(itemsOf(' [ ] ')).toEqual([]);
  });

  it('agree with a parser, for any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.boolean(), (object, spaced) => {
        const text = JSON.stringify(object, null, spaced ? 2 : undefined);
        for (const [key, value] of Object.entries(object)) {
          expect(JSON.parse(memberOf(text, key)!)).toEqual(JSON.parse(JSON.stringify(value)));
          const replaced = withMembers(text, { [key]: '"new"' });
          expect(JSON.parse(replaced)).toEqual({ ...(JSON.parse(text) as object), [key]: 'new' });
        }
        const list = JSON.stringify(Object.values(object), null, spaced ? 2 : undefined);
        expect(itemsOf(list).map((item) => JSON.parse(item) as unknown)).toEqual(JSON.parse(list));
      }),
    );
  });
});
