import Download from 'lucide:download';
import { underBase } from '../api/base-path.js';

/** Downloads a CSV file from the server. */
export function CsvLink({ path }: { path: string }) {
  return (
    <a
      href={underBase(path)}
      download
      className="border-line-strong hover:bg-hover flex h-7 items-center gap-1.5 rounded-md border px-2.5 text-xs font-medium pointer-coarse:h-9"
    >
      <Download size={13} /> CSV
    </a>
  );
}
