import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { accessRequestOf } from './access/authenticator.port.js';
import { basePathOf, OriginPolicy } from './access/origin-policy.js';
import { AppModule, isMirrored } from './app.module.js';
import { RestSchemas } from './broadcast/docs/account-schemas.js';
import { BroadcastWsAdapter } from './broadcast/transports/websocket/broadcast-server.js';
import { RenderingAdapter } from './cache/rendering.adapter.js';
import type { Clock } from './clock/clock.js';
import { SystemClock } from './clock/system-clock.js';
import type { ClusterPart } from './cluster/cluster-part.js';
import type { AppConfig } from './config/app-config.js';
import type { StartedDemo } from './demo/demo.module.js';
import { installFastPath } from './fast-path/fast-path.module.js';
import { FastPath } from './fast-path/fast-path.service.js';
import { AnswerHeaders } from './http/answer-headers.js';
import { compressHistory } from './http/compression.js';
import { FRAMEWORK_ERRORS } from './http/framework-errors.js';
import { HTTP_LIMITS } from './http/http-limits.js';
import { describeApi, serveDocs } from './http/docs.js';
import { corsFor } from './http/cors.js';
import { acceptEmptyBodies } from './http/json-body.js';
import { requestIds } from './http/request-id.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteTable, withoutBasePath } from './http/route-table.js';
import { serveClient } from './http/static-client.js';
import { installMirror } from './mirror/mirror.module.js';
import { PathKeys } from './mirror/path-keys.js';
import { MirrorServer } from './mirror/stream/mirror-server.js';
import { MirrorRest } from './mirror/rest/mirror-rest.js';
import { ProductLogger } from './logging/product-logger.js';
import { validationPipe } from './http/validation.js';

/** The dashboard as built by `npm run build`, relative to the built server. */
const CLIENT_ROOT = fileURLToPath(new URL('../client', import.meta.url));

/** The whole service, ready to listen. `main.ts` and the tests start it alike. */
export async function createApp(
  config: AppConfig,
  {
    clock = new SystemClock(),
    clientRoot = CLIENT_ROOT,
    cluster = null,
    demo = null,
  }: { clock?: Clock; clientRoot?: string; cluster?: ClusterPart | null; demo?: StartedDemo | null } = {},
): Promise<NestFastifyApplication> {
  const idOf = requestIds();
  const routes = new RouteTable();
  const basePath = basePathOf(config.access.publicUrl);
  const adapter = new RenderingAdapter({
    ...HTTP_LIMITS,
    ...FRAMEWORK_ERRORS,
    genReqId: idOf,
    rewriteUrl: ({ url = '/' }) => withoutBasePath(url, basePath),
    skipMiddie: true,
  });
  routes.attach(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forConfig(config, clock, cluster, demo),
    adapter,
    {
      bufferLogs: true,
      abortOnError: false,
    },
  );
  app.useLogger(app.get(ProductLogger));
  app.useWebSocketAdapter(
    new BroadcastWsAdapter(app, (path) => (path === '/stream' ? app.get(MirrorServer) : null)),
  );
  app.useGlobalFilters(new ProblemFilter(routes));
  app.useGlobalPipes(validationPipe());
  acceptEmptyBodies(app);
  if (config.access.corsOrigins) app.enableCors(corsFor(config.access.corsOrigins));
  const fastify = adapter.getInstance();
  const headers = await AnswerHeaders.create(idOf);
  headers.addTo(fastify);
  compressHistory(fastify);
  serveDocs(app);
  app.get(RestSchemas).use(() => describeApi(app).components?.schemas ?? {});
  const origins = app.get(OriginPolicy);
  await serveClient(fastify, clientRoot, routes, ({ raw }) => origins.basePathFor(accessRequestOf(raw)));
  // Before the WebSocket server reads the path; requests are rewritten by Fastify.
  fastify.server.on('upgrade', (request) => {
    request.url = withoutBasePath(request.url ?? '/', basePath);
  });
  installFastPath(app.get(FastPath), fastify.server, headers);
  if (isMirrored(config)) {
    const urlOf = ({ url = '/' }: IncomingMessage): string => withoutBasePath(url, basePath);
    installMirror(app.get(MirrorRest), app.get(PathKeys), fastify.server, headers, urlOf);
  }
  return app;
}
