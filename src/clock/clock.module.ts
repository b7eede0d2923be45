import { Module, type DynamicModule } from '@nestjs/common';
import { Clock } from './clock.js';
import { ExchangeClock } from './exchange-clock.js';
import { LoopMonitor } from './loop-monitor.js';

/** The one clock of this process, what it knows of the exchange's clock, and the watch over its event loop. */
@Module({})
export class ClockModule {
  static register(clock: Clock): DynamicModule {
    return {
      module: ClockModule,
      global: true,
      providers: [{ provide: Clock, useValue: clock }, ExchangeClock, LoopMonitor],
      exports: [Clock, ExchangeClock, LoopMonitor],
    };
  }
}
