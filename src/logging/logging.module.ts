import { Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { AppConfig } from '../config/app-config.js';
import { ProductLogger } from './product-logger.js';
import { LogLevelController } from './log-level.controller.js';
import { createLogStream } from './log-stream.js';

/** JSON lines when piped, readable ones in a terminal; one line a failed request, none for each that went well. */
@Module({
  imports: [
    LoggerModule.forRootAsync({
      inject: [AppConfig],
      useFactory: ({ server }: AppConfig) => ({
        // No middleware: what a request logs names it by itself, and most log nothing.
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
