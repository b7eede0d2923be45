import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { ControlController } from './control.controller.js';
import { ControlService } from './control.service.js';
import { RawMessagesController } from './raw-messages.controller.js';
import { ReconnectController } from './reconnect.controller.js';
import { ReconnectService } from './reconnect.service.js';

/** Operator controls over the collection. */
@Module({})
export class ControlModule {
  /** @param upstreams modules that export `RestUpstream`, `StreamUpstream` and `RawMessages`. */
  static over(...upstreams: (Type | DynamicModule)[]): DynamicModule {
    return {
      module: ControlModule,
      imports: upstreams,
      controllers: [ControlController, ReconnectController, RawMessagesController],
      providers: [ControlService, ReconnectService],
    };
  }
}
