import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { accessRequestOf, SESSION_COOKIE } from '../access/authenticator.port.js';
import { RouteAuth } from '../access/route-auth.js';
import { VERSION } from '../config/version.js';
import { completeDocument } from './complete-document.js';
import { ProblemDto } from './problem.dto.js';
import { Problem } from './problems.js';

const TAGS = {
  access: 'Signing in, and tickets for clients that can send no header.',
  accounts: 'The accounts as the exchange tells them.',
  portfolio: 'All accounts together.',
  history: 'What was: rows, sums and curves, exactly.',
  connections: 'The lines to the exchange.',
  control: 'Pausing and resuming collection.',
  incidents: 'What went wrong lately.',
  stream: 'The same as it happens.',
  status: 'The service itself.',
  health: 'Probes. Open to all; they tell nothing but states.',
};

/** The OpenAPI document of all routes. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Lighter Broadcaster')
    .setDescription('One true picture of many Lighter.xyz accounts, over REST and WebSocket.')
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
  return completeDocument(SwaggerModule.createDocument(app, config.build(), { extraModels: [ProblemDto] }));
}

/** The docs are no route of Nest's, so its guards do not see them: who reads them, and how often, is asked here. */
function guardDocs(fastify: FastifyInstance, auth: RouteAuth): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.url.startsWith('/docs') || !/^\/docs([/?-]|$)/.test(request.url)) return done();
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
