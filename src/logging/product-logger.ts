import { Injectable } from '@nestjs/common';
import { Logger } from 'nestjs-pino';

/** Contexts in which Nest logs its own wiring: useful for debugging, noise otherwise. */
const WIRING = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'WebSocketsController',
  'NestApplication',
]);

/** The service's logger: pino, with Nest's own start-up lines at level debug. */
@Injectable()
export class ProductLogger extends Logger {
  override log(message: unknown, ...optionalParams: unknown[]): void {
    if (WIRING.has(String(optionalParams.at(-1)))) this.debug(message, ...optionalParams);
    else super.log(message, ...optionalParams);
  }
}
