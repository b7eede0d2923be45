import type { MirrorHealthDto } from './mirror-health.dto.js';

/** Reports how the mirror does; absent where none is served. */
export abstract class MirrorHealthSource {
  abstract health(): MirrorHealthDto;
}
