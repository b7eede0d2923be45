// Parsed by any Node: the check below must run before anything that needs a recent one.
// As PID 1 a process ignores SIGTERM unless it handles it, so the handlers come before the slow imports too.
import { OLDEST_NODE, isRecentEnough } from './node-version.js';
import { endDuringStartUp } from './start-up-signals.js';

if (!isRecentEnough(process.versions.node)) {
  process.stderr.write(
    `Lighter Broadcaster needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}. ` +
      'Start it with `npm start`, which brings one.\n',
  );
  process.exit(1);
}

const started = endDuringStartUp();
void import('./run.js').then(({ run }) => run(started));
