import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { accessRequestOf, SESSION_COOKIE } from '../access/authenticator.port.js';
import { RouteAuth } from '../access/route-auth.js';
import { AppConfig } from '../config/app-config.js';
import { VERSION } from '../config/version.js';
import { apiBases } from './api-base.decorator.js';
import { completeDocument } from './complete-document.js';
import { ProblemDto } from './problem.dto.js';
import { Problem } from './problems.js';

const TAGS = {
  access: 'Sign-in, and tickets for clients that cannot send headers.',
  accounts: 'Accounts as reported by the exchange.',
  portfolio: 'Totals over all accounts.',
  history: 'Recorded rows, exact sums and curves.',
  connections: 'Connections to the exchange.',
  control: 'Pause, resume and reconnect data collection.',
  incidents: 'Recent incidents.',
  stream: 'Changes as they happen.',
  status: 'Status of the service.',
  health: 'Probes. Public, and limited to states.',
};

/** The OpenAPI document of all routes. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Lighter Broadcaster')
    .setDescription('State and history of many Lighter.xyz accounts, over REST and WebSocket.')
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key.' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The same key.' }, 'key')
    .addCookieAuth(
      SESSION_COOKIE,
      { type: 'apiKey', description: 'The session of POST /api/session.' },
      'session',
    )
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('key')
    .addSecurityRequirements('session');
  for (const [name, description] of Object.entries(TAGS)) config.addTag(name, description);
  const document = SwaggerModule.createDocument(app, config.build(), {
    extraModels: [ProblemDto, ...apiBases()],
  });
  return completeDocument(document, app.get(AppConfig).access.publicUrl);
}

/**
 * Nest's guards do not cover the docs, which Swagger registers with Fastify. The check is on the matched route, because a
 * path has many spellings (`/%64ocs-json`, an absolute URL).
 */
function guardDocs(fastify: FastifyInstance, auth: RouteAuth): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.routeOptions.url?.startsWith('/docs')) return done();
    try {
      void reply.headers(auth.admit(accessRequestOf(request.raw)).headers);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return void reply.status(error.status).headers(error.headers).send(error.toBody());
    }
    done();
  });
}

/** Swagger UI at `/docs`, the document at `/docs-json`. */
export function serveDocs(app: NestFastifyApplication): void {
  guardDocs(app.getHttpAdapter().getInstance(), app.get(RouteAuth));
  SwaggerModule.setup('docs', app, () => describeApi(app), { customSiteTitle: 'Lighter Broadcaster API' });
}
