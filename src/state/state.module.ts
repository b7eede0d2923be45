import { type DynamicModule, type FactoryProvider, Global, Module } from '@nestjs/common';
import { AccountTextSource } from './account-texts.port.js';
import { ChangeFeed } from './change-feed.port.js';
import { DemandFeed } from './demand.js';
import { STATE_OPTIONS, type StateOptions } from './state-options.js';
import { RowFeed } from './row-feed.port.js';
import { StateStore } from './state.store.js';

type OptionsFactory = Pick<FactoryProvider<StateOptions>, 'inject' | 'useFactory'>;

@Global()
@Module({})
export class StateModule {
  /** `options` maps the configuration to the options of the store. */
  static register(options: OptionsFactory): DynamicModule {
    return {
      module: StateModule,
      providers: [
        { provide: STATE_OPTIONS, ...options },
        StateStore,
        { provide: ChangeFeed, useExisting: StateStore },
        { provide: AccountTextSource, useExisting: StateStore },
        { provide: DemandFeed, useExisting: StateStore },
        { provide: RowFeed, useExisting: StateStore },
      ],
      exports: [StateStore, ChangeFeed, AccountTextSource, DemandFeed, RowFeed],
    };
  }
}
