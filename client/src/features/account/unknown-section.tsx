import type { Section } from '../../live/model.js';
import { Notice } from '../../ui/notice.js';

/** Stands where a list would be that nobody could tell: not the same as an empty one. */
export function UnknownSection({ name, section }: { name: string; section: Section }) {
  return (
    <Notice title={`${name} unknown`}>
      {section.reason ?? 'The exchange has not told them yet. They appear here as soon as it does.'}
    </Notice>
  );
}
