// Preloaded into a process under test: SIGUSR2 steps its wall clock by the milliseconds in DATE_SHIFT_FILE, as an operator
// would; the machine's clock and performance.now() stay as they are.
import { readFileSync } from 'node:fs';

const realNow = Date.now.bind(Date);
let shiftMs = 0;
const now = () => realNow() + shiftMs;

globalThis.Date = new Proxy(Date, {
  construct: (target, given) => Reflect.construct(target, given.length === 0 ? [now()] : given),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});

process.on('SIGUSR2', () => {
  shiftMs += Number(readFileSync(process.env.DATE_SHIFT_FILE ?? '', 'utf8'));
});
