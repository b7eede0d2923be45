import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import Fastify from 'fastify';

/**
 * What the dashboard and the docs need, and no more: all from this origin, styles inline too (both set them so).
 * No HSTS and no upgrade to HTTPS: where TLS ends is for whoever deploys it to say, and plain HTTP hosts must work.
 */
export const PAGES: FastifyHelmetOptions = {
  hsts: false,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
};

/** What is data opens no page: nothing of it may run, be framed or be taken for something else, and more has no meaning there. */
export const DATA: FastifyHelmetOptions = {
  hsts: false,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  xFrameOptions: { action: 'deny' },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  referrerPolicy: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

/** The headers that helmet gives every answer. They never vary, so they are asked of it once, and not at each request. */
export async function securityHeaders(
  policy: FastifyHelmetOptions,
): Promise<Readonly<Record<string, string>>> {
  const probe = Fastify();
  await probe.register(helmet, policy);
  probe.get('/', (_request, reply) => reply.code(204).send());
  const { headers } = await probe.inject('/');
  await probe.close();
  const own = ['date', 'connection', 'content-length', 'content-type'];
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !own.includes(name))
      .map(([name, value]) => [name, String(value)]),
  );
}
