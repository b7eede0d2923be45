import { inPlace } from './use-held-order.js';

it('a held order keeps rows in place, drops what is gone and appends what is new', () => {
  const rows = [{ id: 'c' }, { id: 'new' }, { id: 'a' }];
  const shown = inPlace(rows, ({ id }) => id, ['a', 'b', 'c']);
  expect(shown.map(({ id }) => id)).toEqual(['a', 'c', 'new']);
});
