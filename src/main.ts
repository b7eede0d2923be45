// Parsed by any Node: the check below must run before anything that needs a recent one.
// As PID 1 a process ignores SIGTERM unless it handles it, so the handlers come before the slow imports too.
import module from 'node:module';
import { join } from 'node:path';
import { OLDEST_NODE, isRecentEnough } from './node-version.js';
import { endDuringStartUp } from './start-up-signals.js';

if (!isRecentEnough(process.versions.node)) {
  process.stderr.write(
    `Lighter Broadcaster needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}. ` +
      'Start it with `npm start`, which brings one.\n',
  );
  process.exit(1);
}

// Kept beside the build, which replaces it; where nothing can be written there is none.
module.enableCompileCache(join(import.meta.dirname, '.compile-cache'));
// Not by `--enable-source-maps`, with which pino parses the map of every caller. Stack traces are the same.
module.setSourceMapsSupport(true);
const started = endDuringStartUp();
void import('./run.js').then(({ run }) => run(started));
