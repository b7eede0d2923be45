import { Module, type DynamicModule } from '@nestjs/common';
import { Clock } from './clock.js';

/** Gives everybody the one clock of this process. */
@Module({})
export class ClockModule {
  static register(clock: Clock): DynamicModule {
    return {
      module: ClockModule,
      global: true,
      providers: [{ provide: Clock, useValue: clock }],
      exports: [Clock],
    };
  }
}
