import { DEFAULTS, readPreferences } from './preferences.js';

describe('preferences', () => {
  it('starts with the defaults, even when stored data is not JSON', () => {
    expect(readPreferences(null)).toEqual(DEFAULTS);
    expect(readPreferences('{')).toEqual(DEFAULTS);
    expect(readPreferences('[1]')).toEqual(DEFAULTS);
  });

  it('keeps valid values and drops the rest', () => {
    const kept = {
      theme: 'dark',
      density: 'huge',
      accountNames: { 7: 'main', 8: 9 },
      alerts: { sound: true, fill: true, notification: 1 },
    };
    const read = readPreferences(JSON.stringify(kept));
    expect(read.theme).toBe('dark');
    expect(read.density).toBe(DEFAULTS.density);
    expect(read.accountNames).toEqual({ 7: 'main' });
    expect(read.alerts).toEqual({ ...DEFAULTS.alerts, sound: true });
  });
});
