import { OpError, parseOp } from './op-parser.js';

const since = { 'account/1': { epoch: 'e', seq: 4 } };

describe('parseOp', () => {
  it('reads every op, with its defaults', () => {
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

  it('takes since for accounts that "accounts" stands for', () => {
    const op = { op: 'subscribe', channels: ['accounts'], since };
    expect(parseOp(JSON.stringify(op))).toMatchObject({ since });
  });

  it.each([
    ['what is not JSON', 'subscribe!', 'the text is not JSON'],
    ['what is no object', '[1]', 'must be a JSON object'],
    ['no op', '{}', 'op must be one of subscribe, unsubscribe, ping, list'],
    ['an op from the prototype', '{"op":"toString"}', 'op must be one of'],
    ['an unknown field', '{"op":"ping","since":{}}', 'unknown field "since"; ping takes op, id'],
    ['an id of another type', '{"op":"ping","id":{}}', 'id must be a number or a text'],
    ['no channels', '{"op":"subscribe"}', 'channels must be a list'],
    ['an empty list', '{"op":"subscribe","channels":[]}', 'channels must be a list of at least one'],
    ['a channel that is no text', '{"op":"subscribe","channels":["a",1]}', 'channels[1] must be a text'],
    [
      'an unknown rate',
      '{"op":"subscribe","channels":["a"],"rate":"2s"}',
      'rate must be one of live, 100ms, 1s',
    ],
    ['since as a list', '{"op":"subscribe","channels":["a"],"since":[]}', 'since must be an object'],
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
      'unknown field "x" in since["a"]',
    ],
  ])('refuses %s and names the field', (_, text, message) => {
    expect(() => parseOp(text)).toThrow(message);
    expect(() => parseOp(text)).toThrow(OpError);
  });

  it('repeats the id of the op that it refuses', () => {
    const refused = (): unknown => parseOp('{"op":"subscribe","id":7}');
    expect(refused).toThrow(
      new OpError('invalid_message', 'channels must be a list of at least one channel', 7),
    );
  });
});
