import { OpError, parseOp } from './op-parser.js';

const since = { 'account/1': { epoch: 'e', seq: 4 } };

describe('parseOp', () => {
  it('parses every op and fills in its defaults', () => {
    expect(parseOp('{"op":"ping"}')).toEqual({ op: 'ping', id: null });
    expect(parseOp('{"op":"list","id":"a"}')).toEqual({ op: 'list', id: 'a' });
    expect(parseOp('{"op":"unsubscribe","id":1,"channels":["a","a"]}')).toEqual({
      op: 'unsubscribe',
      id: 1,
      channels: ['a'],
    });
    expect(parseOp('{"op":"subscribe","channels":["a"]}')).toEqual({
      op: 'subscribe',
      id: null,
      channels: ['a'],
      since: {},
      rate: 'live',
    });
  });

  it('accepts since for each account when subscribing to accounts', () => {
    const op = { op: 'subscribe', channels: ['accounts'], since };
    expect(parseOp(JSON.stringify(op))).toMatchObject({ since });
  });

  it.each([
    ['text that is not JSON', 'subscribe!', 'The message is not JSON.'],
    ['a value that is not an object', '[1]', 'must be a JSON object'],
    ['a missing op', '{}', 'op must be one of subscribe, unsubscribe, ping, list'],
    ['an op from the prototype', '{"op":"toString"}', 'op must be one of'],
    ['an unknown field', '{"op":"ping","since":{}}', 'Unknown field "since"; ping takes op, id'],
    ['an id of another type', '{"op":"ping","id":{}}', 'id must be a number or a string'],
    ['missing channels', '{"op":"subscribe"}', 'channels must be an array'],
    ['an empty array', '{"op":"subscribe","channels":[]}', 'channels must be an array of at least one'],
    [
      'a channel that is not a string',
      '{"op":"subscribe","channels":["a",1]}',
      'channels[1] must be a string',
    ],
    [
      'an unknown rate',
      '{"op":"subscribe","channels":["a"],"rate":"2s"}',
      'rate must be one of live, 100ms, 1s',
    ],
    ['since as an array', '{"op":"subscribe","channels":["a"],"since":[]}', 'since must be an object'],
    [
      'since of another channel',
      '{"op":"subscribe","channels":["a"],"since":{"b":{}}}',
      'since["b"] names a channel',
    ],
    [
      'since without epoch',
      '{"op":"subscribe","channels":["a"],"since":{"a":{"seq":1}}}',
      'since["a"].epoch',
    ],
    [
      'a broken seq',
      '{"op":"subscribe","channels":["a"],"since":{"a":{"epoch":"e","seq":-1}}}',
      'since["a"].seq',
    ],
    [
      'an unknown field in since',
      '{"op":"subscribe","channels":["a"],"since":{"a":{"epoch":"e","seq":1,"x":2}}}',
      'Unknown field "x" in since["a"]',
    ],
  ])('refuses %s and names the field', (_, text, message) => {
    expect(() => parseOp(text)).toThrow(message);
    expect(() => parseOp(text)).toThrow(OpError);
  });

  it('includes the id of a refused op in the error', () => {
    const refused = (): unknown => parseOp('{"op":"subscribe","id":7}');
    expect(refused).toThrow(
      new OpError('invalid_message', 'channels must be an array of at least one channel.', 7),
    );
  });
});
