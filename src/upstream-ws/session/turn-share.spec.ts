import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Pausable, TurnShare } from './turn-share.js';

class Line implements Pausable {
  isPaused = false;
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
}

function sharing(): { share: TurnShare; lines: [Line, Line] } {
  const share = new TurnShare();
  const lines: [Line, Line] = [new Line(), new Line()];
  for (const line of lines) share.add(line);
  return { share, lines };
}

describe('the share of frames in a turn of the event loop', () => {
  it('ends when frames took too long together, for every socket, until the next turn', async () => {
    const { share, lines } = sharing();
    share.handled(100, 110);
    share.handled(110, 119);
    expect(lines.map(({ isPaused }) => isPaused)).toEqual([false, false]);
    share.handled(119, 121);
    expect(lines.map(({ isPaused }) => isPaused)).toEqual([true, true]);
    await nextTurn();
    expect(lines.map(({ isPaused }) => isPaused)).toEqual([false, false]);
  });

  it('begins anew in each turn', async () => {
    const { share, lines } = sharing();
    for (const at of [0, 1_000]) {
      share.handled(at, at + 15);
      await nextTurn();
    }
    expect(lines.map(({ isPaused }) => isPaused)).toEqual([false, false]);
  });

  it('does not hold a socket that is removed, which has to read on to close', () => {
    const { share, lines } = sharing();
    share.handled(0, 30);
    share.remove(lines[0]);
    expect(lines.map(({ isPaused }) => isPaused)).toEqual([false, true]);
  });
});
