import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { Authenticator } from '../access/authenticator.port.js';
import { VERSION } from '../config/version.js';
import { Problem } from './problems.js';

/** The OpenAPI document of all routes. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Lighter Broadcaster')
    .setDescription('One true picture of many Lighter.xyz accounts, over REST and WebSocket.')
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .build();
  return SwaggerModule.createDocument(app, config);
}

/** The docs are no route of Nest's, so its guards do not see them: who reads them is asked here. */
function guardDocs(fastify: FastifyInstance, authenticator: Authenticator): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.url.startsWith('/docs') || !/^\/docs([/?-]|$)/.test(request.url)) return done();
    const { method, url, headers, socket } = request;
    try {
      authenticator.authenticate({ method, url, headers, remoteAddress: socket.remoteAddress });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return void reply.status(error.status).headers(error.headers).send(error.toBody());
    }
    done();
  });
}

/** Swagger UI at `/docs`, the document at `/docs-json`. */
export function serveDocs(app: NestFastifyApplication): void {
  guardDocs(app.getHttpAdapter().getInstance(), app.get(Authenticator));
  SwaggerModule.setup('docs', app, () => describeApi(app), { customSiteTitle: 'Lighter Broadcaster API' });
}
