import { jest } from '@jest/globals';
import { tint, clearTint } from './tint.js';

const element = (): HTMLElement => {
  const attributes = new Map<string, string>();
  return {
    setAttribute: (name: string, value: string) => attributes.set(name, value),
    removeAttribute: (name: string) => attributes.delete(name),
    getAttribute: (name: string) => attributes.get(name) ?? null,
  } as unknown as HTMLElement;
};
const moved = (one: HTMLElement): string | null => one.getAttribute('data-moved');

describe('the tint of a changed value', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('ends by itself', () => {
    const one = element();
    tint(one, 'up');
    expect(moved(one)).toBe('up');
    jest.runAllTimers();
    expect(moved(one)).toBeNull();
  });

  it('ends immediately where the element shows something else, and nowhere else', () => {
    const [one, other] = [element(), element()];
    tint(one, 'up');
    tint(other, 'down');
    clearTint(one);
    expect([moved(one), moved(other)]).toEqual([null, 'down']);
  });
});
