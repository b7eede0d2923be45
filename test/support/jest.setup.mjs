// Nest 12 is ESM, @nestjs/throttler is CommonJS: loading these first keeps Jest from a require() cycle between them.
import 'reflect-metadata';
await import('@nestjs/common');
await import('@nestjs/core');
