import { Injectable } from '@nestjs/common';
import { Logger } from 'nestjs-pino';

/** What Nest tells of its own wiring: of use when that is wrong, noise at every other start. */
const WIRING = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'WebSocketsController',
  'NestApplication',
]);

/** The log of the product: pino, with Nest's own start-up lines at level debug. */
@Injectable()
export class ProductLogger extends Logger {
  override log(message: unknown, ...optionalParams: unknown[]): void {
    if (WIRING.has(String(optionalParams.at(-1)))) this.debug(message, ...optionalParams);
    else super.log(message, ...optionalParams);
  }
}
