import type { FastifyHelmetOptions } from '@fastify/helmet';

/**
 * What the dashboard and the docs need, and no more: all from this origin, styles inline too (both set them so).
 * No HSTS and no upgrade to HTTPS: where TLS ends is for whoever deploys it to say, and plain HTTP hosts must work.
 */
export const SECURITY_HEADERS: FastifyHelmetOptions = {
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
