import { Injectable } from '@nestjs/common';
import { ForwardedPrincipals } from '../access/forwarded-principal.js';
import type { Principal } from '../access/principal.js';
import { AppConfig } from '../config/app-config.js';
import { CollectorApi, type ProxyMethod, type RemoteAnswer } from '../frontend-only/collector-api.port.js';
import { Problem } from '../http/problems.js';
import { NoAnswer, requestProcess } from './cluster-request.js';
import { Engine } from './engine.port.js';
import { recorderAddress } from './recording/recorder-calls.js';
import { FollowedLog } from './shares/followed-log.js';

const HISTORY = /^\/api\/(history|supabase)\//;

/** A request that is passed on to a leader. */
export interface LeaderRequest {
  method: ProxyMethod;
  path: string;
  /** The principal on whose behalf, as `ForwardedPrincipals` signed it. */
  signed: string;
  body: object | undefined;
  left: AbortSignal | undefined;
}

/** REST API of the process that leads, and of the one that keeps the history. Each applies the caller's rights itself. */
@Injectable()
export class ClusterApi extends CollectorApi {
  override readonly label = 'The collector or recorder of the cluster';

  constructor(
    protected readonly log: FollowedLog,
    private readonly engine: Engine,
    private readonly principals: ForwardedPrincipals,
    private readonly config: AppConfig,
  ) {
    super();
  }

  override request(
    method: ProxyMethod,
    path: string,
    principal: Principal,
    body?: object,
    left?: AbortSignal,
  ): Promise<RemoteAnswer> {
    const signed = this.principals.sign(principal);
    // Without a history the leader says so.
    return HISTORY.test(path) && this.config.history.enabled
      ? this.askRecorder(method, path, signed, left)
      : this.askLeaders({ method, path, signed, body, left });
  }

  private async askRecorder(
    method: ProxyMethod,
    path: string,
    signed: string,
    left?: AbortSignal,
  ): Promise<RemoteAnswer> {
    try {
      const address = await recorderAddress(this.engine);
      if (address === null) throw new Problem('HISTORY_UNAVAILABLE', 'No recorder of the cluster runs.');
      return await requestProcess(address, method, path, signed, undefined, left);
    } catch (error) {
      if (error instanceof Problem) throw error;
      const reason = error instanceof NoAnswer ? `: ${error.message}` : ', nor does the engine';
      throw new Problem('HISTORY_UNAVAILABLE', `The recorder of the cluster does not answer${reason}.`, {
        'retry-after': '1',
      });
    }
  }

  /** Asks who follows what the request is about. */
  protected askLeaders(request: LeaderRequest): Promise<RemoteAnswer> {
    return this.askLeader(this.log.leaders[0]!, request);
  }

  /** @param address of a leader; `null` while none is heard of */
  protected async askLeader(
    address: string | null,
    { method, path, signed, body, left }: LeaderRequest,
  ): Promise<RemoteAnswer> {
    if (address === null)
      throw new Problem('NOT_READY', 'No collector is active; one takes over in a few seconds.', {
        'retry-after': '1',
      });
    try {
      return await requestProcess(address, method, path, signed, body, left);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw new Problem('UPSTREAM_FAILED', `The collector of the cluster does not answer: ${error.message}`);
    }
  }
}
