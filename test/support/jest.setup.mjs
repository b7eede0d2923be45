// Nest 12 is ESM, @nestjs/throttler is CommonJS: loading these first keeps Jest from a require() cycle between them.
import 'reflect-metadata';
const { Logger } = await import('@nestjs/common');
await import('@nestjs/core');
// Nest's logger writes past Jest's --silent.
Logger.overrideLogger(false);
