import { jest } from '@jest/globals';
import type { LiveSink } from './live-source.js';
import { LiveStore } from './live-store.js';
import type { AccountState } from './model.js';

const account = (name: string): AccountState => ({ name }) as AccountState;

describe('the live store', () => {
  let sink: LiveSink;
  let store: LiveStore;
  let frames: (() => void)[];
  let notified: number;

  beforeEach(() => {
    jest.useFakeTimers();
    frames = [];
    notified = 0;
    Object.assign(globalThis, {
      document: { hidden: false, addEventListener: () => undefined, removeEventListener: () => undefined },
      requestAnimationFrame: (run: () => void) => frames.push(run),
      cancelAnimationFrame: () => undefined,
    });
    store = new LiveStore({
      start: (given) => (sink = given),
      stop: () => undefined,
      reconnect: () => undefined,
    });
    store.subscribe(() => notified++);
    store.start();
  });

  afterEach(() => {
    store.stop();
    jest.useRealTimers();
    for (const name of ['document', 'requestAnimationFrame', 'cancelAnimationFrame'])
      Reflect.deleteProperty(globalThis, name);
  });

  const drawFrame = (): void => frames.splice(0).forEach((run) => run());
  const names = (which: 'accounts' | 'throttled'): string[] =>
    [...store.get()[which].values()].map(({ name }) => name);

  it('notifies once per frame', () => {
    sink.account(1, account('a'));
    sink.account(1, account('b'));
    sink.account(2, account('c'));
    drawFrame();
    expect(notified).toBe(1);
    expect(names('accounts')).toEqual(['b', 'c']);
  });

  it('throttles all accounts: first changes and new accounts pass immediately, later ones wait', () => {
    sink.account(1, account('a'));
    drawFrame();
    expect(names('throttled')).toEqual(['a']);
    sink.account(1, account('b'));
    drawFrame();
    expect(names('accounts')).toEqual(['b']);
    expect(names('throttled')).toEqual(['a']);
    sink.account(2, account('c'));
    drawFrame();
    expect(names('throttled')).toEqual(['b', 'c']);
    sink.account(2, account('d'));
    drawFrame();
    expect(names('throttled')).toEqual(['b', 'c']);
    jest.advanceTimersByTime(500);
    drawFrame();
    expect(names('throttled')).toEqual(['b', 'd']);
  });
});
