import { readFileSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../src/config/read-config.js';
import { VARIABLES } from '../../src/config/variables.js';

type Environment = Record<string, string>;

interface Compose {
  services: Record<
    string,
    {
      environment?: Environment;
      volumes?: string[];
      depends_on?: Record<string, unknown>;
      healthcheck?: object;
      command?: string[];
      ports?: string[];
      deploy?: { replicas: number };
    }
  >;
  volumes: Record<string, unknown>;
}

interface RenderVariable {
  key: string;
  value?: string | number;
  sync?: boolean;
  fromGroup?: string;
  fromService?: { type: string; name: string; property: string };
}

interface Render {
  services: {
    type: string;
    name: string;
    disk?: object;
    numInstances?: number;
    envVars?: RenderVariable[];
  }[];
  envVarGroups: { name: string; envVars: RenderVariable[] }[];
}

interface Named {
  name: string;
}

interface Container extends Named {
  image: string;
  env: { name: string; value: string }[];
  envFrom: { configMapRef?: Named; secretRef?: Named }[];
  ports: Named[];
  volumeMounts: Named[];
  securityContext: object;
  livenessProbe: { httpGet: object };
  readinessProbe: { httpGet: { path: string } };
}

type Labels = Record<string, string>;

/** The fields of an object of any kind that are read here. */
interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: Named;
}

interface Workload extends Manifest {
  spec: {
    serviceName?: string;
    selector: { matchLabels: Labels };
    template: {
      metadata: { labels: Labels };
      spec: { securityContext: { runAsNonRoot: boolean }; containers: [Container]; volumes?: Named[] };
    };
    volumeClaimTemplates?: { metadata: Named }[];
  };
}

interface Service extends Manifest {
  spec: { selector: Labels; ports: { targetPort: string }[] };
}

interface Budget extends Manifest {
  spec: { selector: { matchLabels: Labels } };
}

interface Scaler extends Manifest {
  spec: { scaleTargetRef: { kind: string; name: string } };
}

interface Kustomization {
  resources: string[];
  images: [Named];
  configMapGenerator: [{ name: string; literals: string[] }];
}

const file = (name: string): string => readFileSync(`deploy/${name}`, 'utf8');

/** What every deployment adds from its secrets. */
const ACCESS = { API_KEYS: 'owner:admin:0123456789abcdef' };
const ACCOUNTS = { Lighter_1_main_Account_Index: '5' };

/** The configuration must accept the environment of each role, as it is written there. */
function accepts(environment: Environment): void {
  const known = [...VARIABLES.map(({ name }) => name), 'NODE_VERSION', 'OWNER_KEY'];
  expect(known).toEqual(
    expect.arrayContaining(Object.keys(environment).filter((name) => !name.startsWith('Lighter_'))),
  );
  const accounts = environment['CLUSTER_ROLES'] === 'collector' ? ACCOUNTS : {};
  const config = readConfig({ ...ACCESS, ...accounts, ...environment }, { platform: 'linux' });
  expect(config.cluster.roles).toEqual([environment['CLUSTER_ROLES']]);
  expect(config.cluster.url).not.toBeNull();
}

describe('compose.cluster.yaml', () => {
  const { services, volumes } = parse(file('compose.cluster.yaml'), { merge: true }) as Compose;

  it('configures each role as the service accepts it', () => {
    expect(Object.keys(services)).toEqual(['engine', 'collector', 'recorder', 'gateway']);
    for (const role of ['collector', 'recorder', 'gateway']) {
      const { environment = {}, deploy } = services[role]!;
      accepts(environment);
      expect(environment['CLUSTER_ROLES']).toBe(role);
      expect(deploy?.replicas).toBe(role === 'recorder' ? undefined : 2);
      expect(services[role]).toMatchObject({
        build: { context: '..', dockerfile: 'deploy/Dockerfile' },
        read_only: true,
        cap_drop: ['ALL'],
      });
    }
  });

  it('resolves hosts, volumes and dependencies within the file', () => {
    for (const service of Object.values(services)) {
      for (const volume of service.volumes ?? [])
        expect(Object.keys(volumes)).toContain(volume.split(':')[0]);
      for (const name of Object.keys(service.depends_on ?? {}))
        expect(services[name]!.healthcheck).toBeDefined();
      const url = service.environment?.['CLUSTER_URL'];
      if (url) expect(Object.keys(services)).toContain(new URL(url).hostname);
    }
    expect(services['gateway']!.ports).toEqual(['127.0.0.1:5000-5001:5000']);
  });

  it('keeps the writes of the engine, and drops none when its memory is full', () => {
    expect(services['engine']!.command!.join(' ')).toMatch(
      /--appendonly yes .*--maxmemory-policy noeviction/,
    );
  });
});

describe('render.cluster.yaml', () => {
  const { services, envVarGroups } = parse(file('render.cluster.yaml')) as Render;
  const named = (name: string): Render['services'][number] =>
    services.find((service) => service.name === name)!;

  it('configures each role as the service accepts it, from references that resolve', () => {
    for (const { type, name } of [
      { type: 'web', name: 'lighter-gateway' },
      { type: 'pserv', name: 'lighter-collector' },
      { type: 'pserv', name: 'lighter-recorder' },
    ]) {
      const records = name === 'lighter-recorder';
      const service = named(name);
      expect(service).toMatchObject({
        type,
        runtime: 'node',
        buildCommand: 'npm run build',
      });
      expect(service.numInstances).toBe(records ? undefined : 2);
      expect(service.disk !== undefined).toBe(records);
      const environment: Environment = {};
      for (const variable of service.envVars!) {
        if (variable.fromGroup) {
          const group = envVarGroups.find((one) => one.name === variable.fromGroup)!;
          expect(group.envVars.map(({ key }) => key)).toEqual([
            'NODE_VERSION',
            'OWNER_KEY',
            'SESSION_SECRET',
          ]);
        } else if (variable.fromService) {
          const { type: kind, name: store, property } = variable.fromService;
          expect([named(store).type, property]).toEqual([kind, 'connectionString']);
          environment[variable.key] = 'redis://engine:6379';
        } else if (variable.value !== undefined) environment[variable.key] = String(variable.value);
        else expect([variable.key, variable.sync]).toEqual([variable.key, false]);
      }
      accepts(environment);
    }
  });

  it('has a private engine that drops nothing, and no secret in the file', () => {
    expect(named('lighter-engine')).toMatchObject({
      type: 'keyvalue',
      maxmemoryPolicy: 'noeviction',
      ipAllowList: [],
    });
    for (const { key, value } of [...services, ...envVarGroups].flatMap(({ envVars = [] }) => envVars))
      if (/TOKEN|SECRET|KEY|service_role/.test(key)) expect([key, value]).toEqual([key, undefined]);
  });
});

describe('kubernetes/', () => {
  const kustomization = parse(file('kubernetes/kustomization.yaml')) as Kustomization;
  const all = kustomization.resources.flatMap((name) =>
    parseAllDocuments(file(`kubernetes/${name}`)).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as Manifest;
    }),
  );
  const of = <T extends Manifest>(kind: string): T[] => all.filter((one): one is T => one.kind === kind);
  const workloads = [...of<Workload>('Deployment'), ...of<Workload>('StatefulSet')];
  const services = of<Service>('Service');
  const selected = (labels: Labels): Workload =>
    workloads.find(({ spec }) => JSON.stringify(spec.template.metadata.labels) === JSON.stringify(labels))!;

  it('has objects of current API versions only, each named once', () => {
    const versions = {
      Namespace: 'v1',
      Service: 'v1',
      StatefulSet: 'apps/v1',
      Deployment: 'apps/v1',
      PodDisruptionBudget: 'policy/v1',
      HorizontalPodAutoscaler: 'autoscaling/v2',
    } as Record<string, string>;
    for (const { apiVersion, kind } of all) expect([kind, apiVersion]).toEqual([kind, versions[kind]]);
    const names = all.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(workloads.map(({ metadata }) => metadata.name).sort()).toEqual([
      'collector',
      'engine',
      'gateway',
      'recorder',
    ]);
  });

  it('configures each role as the service accepts it', () => {
    const shared = Object.fromEntries(
      kustomization.configMapGenerator[0].literals.map((line) => line.split(/=(.*)/s).slice(0, 2)),
    ) as Environment;
    for (const role of ['collector', 'recorder', 'gateway']) {
      const [container] = selected({ app: role }).spec.template.spec.containers;
      const own = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
      accepts({ ...shared, ...own });
      expect(own['CLUSTER_ROLES']).toBe(role);
      const secrets = container.envFrom.flatMap(({ secretRef }) => secretRef?.name ?? []);
      // Private keys of accounts are for collectors only.
      expect(secrets).toEqual(
        role === 'collector' ? ['lighter-access', 'lighter-accounts'] : ['lighter-access'],
      );
      expect(container.envFrom[0]!.configMapRef!.name).toBe(kustomization.configMapGenerator[0].name);
      expect(container.image).toBe(kustomization.images[0].name);
    }
    expect(services.map(({ metadata }) => metadata.name)).toContain(new URL(shared['CLUSTER_URL']!).hostname);
  });

  it('resolves selectors, ports, volumes and targets', () => {
    for (const { spec } of workloads) {
      expect(spec.selector.matchLabels).toEqual(spec.template.metadata.labels);
      if (spec.serviceName) expect(services.map(({ metadata }) => metadata.name)).toContain(spec.serviceName);
      const volumes = [
        ...(spec.template.spec.volumes ?? []),
        ...(spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata),
      ];
      for (const { volumeMounts } of spec.template.spec.containers)
        for (const { name } of volumeMounts) expect(volumes.map((volume) => volume.name)).toContain(name);
    }
    for (const { spec } of services) {
      const ports = selected(spec.selector).spec.template.spec.containers[0].ports;
      for (const { targetPort } of spec.ports) expect(ports.map(({ name }) => name)).toContain(targetPort);
    }
    for (const { spec } of of<Budget>('PodDisruptionBudget'))
      expect(selected(spec.selector.matchLabels)).toBeDefined();
    const [scaler] = of<Scaler>('HorizontalPodAutoscaler') as [Scaler];
    expect(selected({ app: 'gateway' })).toMatchObject({
      kind: scaler.spec.scaleTargetRef.kind,
      metadata: { name: scaler.spec.scaleTargetRef.name },
    });
  });

  it('probes every process, runs none as root, and keeps two collectors', () => {
    for (const role of ['collector', 'gateway']) {
      const { spec } = selected({ app: role }).spec.template;
      const [container] = spec.containers;
      expect(spec.securityContext.runAsNonRoot).toBe(true);
      expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
      expect(container.livenessProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
    }
    expect(selected({ app: 'collector' }).spec).toMatchObject({
      replicas: 2,
      podManagementPolicy: 'Parallel',
    });
    const [gateway] = selected({ app: 'gateway' }).spec.template.spec.containers;
    expect(gateway.readinessProbe.httpGet.path).toBe('/health/ready');
    expect(of('PodDisruptionBudget')).toHaveLength(2);
  });
});
