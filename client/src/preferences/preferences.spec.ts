import { DEFAULTS, readPreferences } from './preferences.js';

describe('what the browser remembers', () => {
  it('starts with the defaults, also when what was kept is no JSON', () => {
    expect(readPreferences(null)).toEqual(DEFAULTS);
    expect(readPreferences('{')).toEqual(DEFAULTS);
    expect(readPreferences('[1]')).toEqual(DEFAULTS);
  });

  it('keeps what it understands and drops the rest', () => {
    const kept = {
      theme: 'dark',
      density: 'huge',
      accountNames: { 7: 'main', 8: 9 },
      alerts: { fill: true, linkDownSeconds: -1 },
    };
    const read = readPreferences(JSON.stringify(kept));
    expect(read.theme).toBe('dark');
    expect(read.density).toBe(DEFAULTS.density);
    expect(read.accountNames).toEqual({ 7: 'main' });
    expect(read.alerts).toEqual({ ...DEFAULTS.alerts, fill: true });
  });
});
