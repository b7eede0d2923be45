import type { ClusterDto } from './status.dto.js';

/** What a gateway of a cluster knows about the processes beside it. Abstract class = DI token. */
export abstract class ClusterReport {
  abstract read(): ClusterDto;
}
