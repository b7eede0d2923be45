import { AlertLog } from './alert-log.js';
import type { Alert } from './watch.js';

describe('alert log', () => {
  const alert = (key: string): Alert => ({ key, tone: 'warn', text: key });

  it('raises a lasting condition once, and again when it returns later', () => {
    const log = new AlertLog();
    const look = (second: number, ...keys: string[]): string[] =>
      log.fresh(keys.map(alert), second * 1_000).map(({ key }) => key);
    expect(look(0, 'a')).toEqual(['a']);
    expect(look(50, 'a', 'b')).toEqual(['b']);
    expect(look(110, 'a')).toEqual([]);
    expect(look(171, 'a')).toEqual(['a']);
  });
});
