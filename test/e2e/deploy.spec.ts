import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isIgnored, parseDockerfile } from '../../scripts/dry-build/dockerfile.mjs';
import { COMMANDS } from '../../scripts/setup/commands.mjs';
import { startBoth } from '../support/product-harness.js';

const file = (name: string): string => readFileSync(name, 'utf8');
/** Those of a cluster are checked where one runs. */
const METRIC = /\b(?:lighter(?!_cluster)|nodejs|process)_[a-z0-9_]+/g;

interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
}

describe('monitoring files', () => {
  const rig = startBoth(['--accounts', '1', '--tick-ms', '1000'], () => ({}));
  let exposed: Set<string>;
  let types: Map<string, string>;
  let helps: Map<string, string>;

  beforeAll(async () => {
    const text = await (await fetch(`${rig.product.url}/metrics`)).text();
    types = new Map(
      [...text.matchAll(/^# TYPE (\S+) (\S+)/gm)].map(([, name = '', type = '']) => [name, type]),
    );
    helps = new Map(
      [...text.matchAll(/^# HELP (\S+) (.+)/gm)].map(([, name = '', help = '']) => [name, help]),
    );
    exposed = new Set(
      [...types].flatMap(([name, type]) =>
        type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      ),
    );
  });

  it('name and describe every metric as promtool requires', () => {
    const faults = [...types].flatMap(([name, type]) => [
      ...(helps.get(name) ? [] : [`${name}: no help text`]),
      ...(type === 'counter' && !name.endsWith('_total') ? [`${name}: a counter without _total`] : []),
      ...(type !== 'counter' && name.endsWith('_total') ? [`${name}: _total, but no counter`] : []),
      ...(/_(count|sum|bucket|info)$/.test(name) && name !== 'nodejs_version_info'
        ? [`${name}: a reserved suffix`]
        : []),
      ...(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name) ? [] : [`${name}: not in snake case`]),
      ...(/_(gauge|counter|histogram|summary)(_|$)/.test(name) ? [`${name}: names its type`] : []),
      ...(/_(ms|millis|milliseconds|minutes|hours|days|kb|kilobytes|megabytes|percent|percents)(_|$)/.test(
        name,
      )
        ? [`${name}: not in a base unit`]
        : []),
    ]);
    expect(types.size).toBeGreaterThan(40);
    expect(faults).toEqual([]);
  });

  it('use only existing metrics in alerts', () => {
    const { groups } = parse(file('deploy/prometheus-alerts.yaml')) as Rules;
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(5);
    for (const { expr, annotations } of rules) {
      expect(annotations.summary).toEqual(expect.any(String));
      expect((expr.match(METRIC) ?? []).filter((name) => !exposed.has(name))).toEqual([]);
    }
  });

  it('use only existing metrics on the Grafana dashboard', () => {
    const { panels } = JSON.parse(file('deploy/grafana-dashboard.json')) as {
      panels: { title: string; targets: { expr: string }[] }[];
    };
    for (const { title, targets } of panels)
      for (const { expr } of targets) {
        const names = expr.match(METRIC) ?? [];
        expect([title, names.length > 0]).toEqual([title, true]);
        expect(names.filter((name) => !exposed.has(name))).toEqual([]);
      }
  });
});

describe('deployment files', () => {
  it('for Render: one instance, a disk for DATA_DIR, a liveness check, generated secrets', () => {
    const { services } = parse(file('render.yaml')) as { services: Record<string, unknown>[] };
    const [web] = services;
    expect(services).toHaveLength(1);
    expect(web).toMatchObject({
      type: 'web',
      runtime: 'node',
      numInstances: 1,
      healthCheckPath: '/health/live',
      disk: { mountPath: '/var/data', sizeGB: expect.any(Number) },
    });
    const variables = web!['envVars'] as {
      key: string;
      value?: string;
      generateValue?: boolean;
      sync?: boolean;
    }[];
    expect(variables).toContainEqual({ key: 'DATA_DIR', value: '/var/data' });
    expect(variables).toContainEqual({ key: 'HOST', value: '0.0.0.0' });
    expect(variables).toContainEqual({ key: 'TRUST_PROXY', value: 'header:cf-connecting-ip' });
    expect(variables.filter((one) => one.generateValue).map(({ key }) => key)).toEqual([
      'OWNER_KEY',
      'SESSION_SECRET',
    ]);
    for (const { key, value } of variables)
      if (/TOKEN|SECRET|KEY|PROXY_/.test(key)) expect(value).toBeUndefined();
    expect(String(web!['startCommand'])).toContain('owner:admin:$OWNER_KEY');
  });

  it('for Docker: copies existing files, runs without root, has a health check', () => {
    const stages = parseDockerfile(file('deploy/Dockerfile'));
    expect(stages.map(({ base }) => base)).toEqual(['node:24-slim', 'node:24-slim']);
    const ignored = file('.dockerignore').split('\n').filter(Boolean);
    for (const kept of ['package-lock.json', 'src/main.ts', 'client/index.html', 'scripts/bootstrap.mjs'])
      expect([kept, existsSync(kept), isIgnored(ignored, kept)]).toEqual([kept, true, false]);
    for (const left of ['.git/HEAD', '.env', 'runtime/node_modules/.stamp', 'dist/server/main.js'])
      expect([left, isIgnored(ignored, left)]).toEqual([left, true]);
    const { scripts } = JSON.parse(file('package.json')) as { scripts: Record<string, string> };
    const commands = stages.flatMap(({ instructions }) =>
      instructions.filter(({ keyword }) => keyword === 'RUN'),
    );
    for (const { text } of commands)
      for (const [, name] of text.matchAll(/npm run (\S+)/g)) expect(Object.keys(scripts)).toContain(name);
    const last = stages.at(-1)!.instructions;
    const said = (keyword: string): string => last.find((one) => one.keyword === keyword)!.text;
    expect(last.findIndex(({ keyword }) => keyword === 'USER')).toBeLessThan(
      last.findIndex(({ keyword }) => keyword === 'CMD'),
    );
    expect(said('USER')).toBe('node');
    expect(said('ENV')).toContain('HOST=0.0.0.0');
    expect(said('HEALTHCHECK')).toContain('/health/live');
    expect(existsSync((JSON.parse(said('CMD')) as string[]).at(-1)!)).toBe(true);
    for (const { text, flags } of last.filter(({ keyword }) => keyword === 'COPY')) {
      expect(flags).toEqual({ from: stages[0]!.name });
      expect(existsSync(text.split(' ')[0]!.replace('/app/', ''))).toBe(true);
    }
  });

  it('for compose: loopback only, a volume for the data, no privileges', () => {
    const { services, volumes } = parse(file('deploy/compose.yaml')) as {
      services: Record<string, Record<string, unknown>>;
      volumes: Record<string, unknown>;
    };
    const one = services['broadcaster']!;
    expect(one).toMatchObject({
      build: { context: '..', dockerfile: 'deploy/Dockerfile' },
      ports: ['127.0.0.1:5000:5000'],
      read_only: true,
      cap_drop: ['ALL'],
    });
    for (const volume of one['volumes'] as string[])
      expect(Object.keys(volumes)).toContain(volume.split(':')[0]);
  });

  it('for systemd: a sandbox in which the service starts, line by line', () => {
    const lines = file('deploy/lighter-broadcaster.service')
      .split('\n')
      .filter((line) => /^[A-Z]\w+=/.test(line));
    expect(lines).toEqual([
      'Description=Lighter Broadcaster',
      'Documentation=file:/opt/lighter-broadcaster/README.md',
      'After=network-online.target',
      'Wants=network-online.target',
      'Type=exec',
      'DynamicUser=yes',
      'StateDirectory=lighter-broadcaster',
      'WorkingDirectory=/opt/lighter-broadcaster',
      'Environment=NODE_ENV=production DATA_DIR=/var/lib/lighter-broadcaster',
      // Optional: without it the demo starts.
      'EnvironmentFile=-/etc/lighter-broadcaster.env',
      // Uses the bundled Node where the machine's is too old; writes nothing in a built tree.
      'ExecStart=/usr/bin/env node scripts/bootstrap.mjs start',
      // SIGTERM goes to the start script, which forwards it once; the rest of the group is only killed after the timeout.
      'KillMode=mixed',
      'KillSignal=SIGTERM',
      'TimeoutStopSec=30',
      'Restart=on-failure',
      'RestartSec=2',
      'LimitNOFILE=65536',
      'NoNewPrivileges=yes',
      'ProtectSystem=strict',
      'ProtectHome=yes',
      'PrivateTmp=yes',
      'PrivateDevices=yes',
      'ProtectKernelTunables=yes',
      'ProtectControlGroups=yes',
      // Without netlink, Node cannot list network interfaces. MemoryDenyWriteExecute is absent: V8 compiles at run time.
      'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
      'WantedBy=multi-user.target',
    ]);
    const [, script, command] = /node (\S+) (\S+)$/.exec(
      lines.find((line) => line.startsWith('ExecStart='))!,
    )!;
    expect([existsSync(script!), Object.keys(COMMANDS)]).toEqual([true, expect.arrayContaining([command])]);
  });
});
