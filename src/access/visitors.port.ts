import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';

/** For what answers where no guard looks: who asks, counted in the same buckets. */
export abstract class Visitors {
  /** @returns headers that tell of the bucket. @throws Problem when nobody known asks, or too often. */
  abstract admit(request: FastifyRequest): Record<string, number>;

  /**
   * Who asks; `null` when it is nobody known, or has shown too many credentials: probes without any are not counted, but
   * nobody may try keys on what is open.
   */
  abstract known(request: FastifyRequest): Principal | null;
}
