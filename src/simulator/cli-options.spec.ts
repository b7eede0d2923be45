import { parseCliOptions, USAGE } from './cli-options.js';

describe('the command line', () => {
  it('has a default for everything', () => {
    expect(parseCliOptions([])).toEqual({
      ...{
        port: 8080,
        seed: 1,
        accounts: 3,
        json: false,
        help: false,
        tickMs: 1000,
        activity: 0.4,
        pricesEvery: 1,
      },
      limits: { tier: 'standard', pingsCount: true },
    });
  });

  it('parses every option', () => {
    const args = '--port 0 --seed 42 --accounts 500 --limits off --tick-ms 100 --activity 1.5 --json'.split(
      ' ',
    );
    expect(parseCliOptions(args)).toMatchObject({
      port: 0,
      seed: 42,
      accounts: 500,
      limits: 'off',
      tickMs: 100,
      activity: 1.5,
      json: true,
    });
    expect(parseCliOptions(['--tier', 'plus', '--pings', 'free']).limits).toEqual({
      tier: 'plus',
      pingsCount: false,
    });
  });

  it.each([
    ['--port', '70000'],
    ['--port', ''],
    ['--seed', '1.5'],
    ['--accounts', '0'],
    ['--tier', 'gold'],
    ['--limits', 'no'],
    ['--activity', 'x'],
  ])('names the option of %s %p', (name, value) => {
    expect(() => parseCliOptions([`${name}=${value}`])).toThrow(name);
  });

  it('refuses unknown options', () => {
    expect(() => parseCliOptions(['--speed', '1'])).toThrow('--speed');
  });

  it('describes every option', () => {
    for (const name of [
      'port',
      'seed',
      'accounts',
      'limits',
      'tier',
      'pings',
      'tick-ms',
      'activity',
      'prices-every',
      'json',
    ]) {
      expect(USAGE).toContain(`--${name} `);
    }
  });
});
