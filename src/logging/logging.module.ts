import { Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { AppConfig } from '../config/app-config.js';
import { ProductLogger } from './product-logger.js';
import { LogLevelController } from './log-level.controller.js';
import { createLogStream } from './log-stream.js';

/** JSON lines when piped, readable lines in a terminal. Failed requests are logged; successful ones are not. */
@Module({
  imports: [
    LoggerModule.forRootAsync({
      inject: [AppConfig],
      useFactory: ({ server }: AppConfig) => ({
        // No middleware: lines about a request name it themselves, and most requests log nothing.
        forRoutes: [],
        pinoHttp: [
          {
            level: server.logLevel,
            autoLogging: false,
            quietReqLogger: true,
            serializers: { req: () => undefined },
          },
          createLogStream(process.stdout),
        ],
      }),
    }),
  ],
  controllers: [LogLevelController],
  providers: [ProductLogger],
})
export class LoggingModule {}
