import { scrubber } from '../../secrets/scrubber.js';
import { readAlertsFile, type AlertsFile } from './alerts-file.js';

const read = (text: string, env = {}): AlertsFile =>
  readAlertsFile(text, env, { rules: new Set(), channels: ['telegram'] });

describe('ALERTS_FILE', () => {
  it('is read with variables of the environment', () => {
    const text = `rules:
  - id: low
    kind: equity-below
    threshold: \${FLOOR}
    enabled: \${ON}
    channels: ["\${WHERE}"]
    quiet_hours: { from: "22:00", to: "07:00", zone: Europe/Berlin }
`;
    const { content, faults } = read(text, { FLOOR: '1000', ON: 'false', WHERE: 'telegram' });
    expect(faults).toEqual([]);
    expect(content?.rules).toMatchObject([
      { id: 'low', source: 'file', threshold: '1000', enabled: false, channels: ['telegram'] },
    ]);
  });

  it('reports every fault with its line', () => {
    const text = `rules:
  - id: Low
    kind: equity-below
  - id: a
    kind: nothing
    color: red
  - id: b
    kind: fill
    scope:
      accounts: [x]
    channels: ["a\${NOT_SET}"]
  - id: c
    kind: margin-usage
    threshold: 80
    clear: 90
  - id: c2
    kind: fill
  - id: c2
    kind: fill
extra: 1
`;
    expect(read(text).faults.map(({ line, message }) => `${line}: ${message.slice(0, 40)}`)).toEqual([
      '2: id must be up to 64 lower-case letters, ',
      '2: threshold must be set for equity-below, ',
      '5: kind must be one of fill, order-refused,',
      '6: color is not a field; known are id, kind',
      '10: scope.accounts must be a list of account',
      '11: ${NOT_SET} is not set in the environment',
      '15: clear must not be above the threshold, w',
      '18: id c2 is in line 16 already',
      '20: extra is not known here; the file has ru',
    ]);
  });

  it('reports broken YAML with its line, and takes an empty file', () => {
    expect(read('rules:\n  - id: "a\n').faults[0]?.line).toBeGreaterThan(1);
    expect(read('rules: {}').faults).toEqual([{ line: 1, message: 'rules must be a list' }]);
    expect(read('- a').faults).toEqual([
      { line: 1, message: 'the file must be a mapping with lists of rules and channels' },
    ]);
    const empty = { content: { rules: [], channels: [] }, faults: [] };
    expect(read('')).toEqual(empty);
    expect(read('# nothing yet\nrules:\n')).toEqual(empty);
  });

  it('configures channels, whose secrets come from the environment and are shown nowhere', () => {
    const text = `channels:
  - { name: desk, type: telegram, token: "\${BOT}", chat: -100123 }
  - { name: ops, type: webhook, url: "\${HOOK}", secret: "\${SIGN}" }
  - { name: boss, type: email, url: "\${MAIL}", to: [a@desk.example, b@desk.example] }
`;
    const env = {
      BOT: '123456789:AAF-abcdefghijklmnopqrstuvwxyz012345',
      HOOK: 'https://hooks.example/a-path-of-this-test',
      SIGN: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      MAIL: 'smtps://me@desk.example:a-password-of-this-test@mail.example',
    };
    const { content, faults } = read(text, env);
    expect(faults).toEqual([]);
    expect(content?.channels).toMatchObject([
      { name: 'desk', type: 'telegram', chat: '-100123', api: 'https://api.telegram.org' },
      { name: 'ops', type: 'webhook' },
      { name: 'boss', type: 'email', to: ['a@desk.example', 'b@desk.example'] },
    ]);
    const shown = scrubber.scrub(`${Object.values(env).join(' ')} /a-path-of-this-test`);
    expect(shown).not.toMatch(/AAF-abc|of-this-test|MfKQ9/);
  });

  it('names the line of every faulty channel, and no secret', () => {
    const text = `channels:
  - name: telegram
    type: telegram
    token: "\${BOT}"
    chat: "@desk_channel"
  - name: pager
    type: pigeon
  - name: hook
    type: webhook
    url: https://hooks.example/written-here
    color: red
  - name: mail
    type: email
    url: "\${WRONG}"
  - 7
`;
    const env = { BOT: '123456789:AAF-abcdefghijklmnopqrstuvwxyz012345', WRONG: 'a-wrong-secret' };
    const { content, faults } = read(text, env);
    expect(content).toBeNull();
    expect(faults.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '2: name telegram belongs to the channel of ALERT_* variables; rename it here',
      '7: type must be one of webhook, telegram, discord, slack, ntfy, email',
      '10: url must be a variable, such as ${NAME}: it is a secret',
      '11: color is no field of webhook; known are url, secret',
      '12: to must be e-mail addresses separated by commas',
      '14: url must be smtps://user:password@host[:port], with ?from=address unless the user is an e-mail address',
      '15: a channel must have name and type',
    ]);
  });
});
