import fc from 'fast-check';
import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import { anyDelta } from '../../test/support/deltas.js';
import { emptyAccount } from '../../test/support/fake-feed.js';
import { readAccount, writeAccount, writeDelta } from './account-fields.js';
import { EngineMemory } from './engine-memory.js';
import { HashDraft } from './hash-draft.js';
import { MemoryEngine } from './memory-engine.js';
import { ManualClock } from '../../test/support/manual-clock.js';

const NAME = 'a:7';

describe('an account as fields of a hash', () => {
  it('is the state that clients have, with any deltas merged into one batch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(anyDelta, { maxLength: 4 }), { maxLength: 5 }), async (batches) => {
        const engine = new MemoryEngine(new EngineMemory(new ManualClock()), {
          instance: 'one',
          address: '',
          newEpoch: () => 'e',
        });
        const held = (await engine.acquire('0', 1_000))!;
        let state = emptyAccount(7);
        let seq = 0;
        const first = new HashDraft(NAME);
        writeAccount(first, seq, state);
        await engine.write(held, [first.toWrite()]);
        for (const deltas of batches) {
          const draft = new HashDraft(NAME);
          for (const delta of deltas) {
            state = applyDelta(state, delta);
            writeDelta(draft, ++seq, delta, state);
          }
          await engine.write(held, [draft.toWrite()]);
        }
        const read = readAccount(7, await engine.hash('0', NAME));
        expect(read).toEqual({ seq, state: JSON.parse(JSON.stringify(state)) });
      }),
      { numRuns: 200 },
    );
  });
});
