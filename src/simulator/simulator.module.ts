import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Simulator } from './simulator.js';

/** As many trades as its REST interface tells: a demo may run for days. */
const TRADES_KEPT = 3000;

/**
 * A running simulated exchange of three accounts for the demo; `Simulator.listening` says where it is. It stops with
 * the application, after everything that talks to it.
 */
@Module({
  providers: [
    {
      provide: Simulator,
      inject: [Clock],
      useFactory: async (clock: Clock): Promise<Simulator> => {
        const simulator = new Simulator({ clock, seed: 42, tradesKept: TRADES_KEPT });
        await simulator.start();
        return simulator;
      },
    },
  ],
  exports: [Simulator],
})
export class SimulatorModule implements OnApplicationShutdown {
  constructor(@Inject(Simulator) private readonly simulator: Simulator) {}

  onApplicationShutdown(): Promise<void> {
    return this.simulator.stop();
  }
}
