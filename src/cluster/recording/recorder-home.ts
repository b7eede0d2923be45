import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppConfig } from '../../config/app-config.js';
import { replaceFileSync } from '../../files/durable-file.js';
import type { Engine } from '../engine.port.js';
import { RECORDER } from './recorder-share.js';

const FILE = 'history.id';

/** Names the history that this process would record: a `DATA_DIR`, or a Supabase project, which any process may write. */
export function homeOf({ history: { dataDir, supabaseUrl } }: AppConfig): string {
  if (supabaseUrl !== null) return supabaseUrl;
  const path = join(dataDir, FILE);
  const known = readId(path);
  if (known !== null) return known;
  const id = randomUUID();
  mkdirSync(dataDir, { recursive: true });
  replaceFileSync(path, `${id}\n`);
  return id;
}

/** Whether rows of the cluster may be recorded there: the first recorder decides where the history is. */
export async function isHome(engine: Engine, home: string): Promise<boolean> {
  const decided = await engine.value(RECORDER, 'home');
  return decided === null || decided === home;
}

function readId(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
