import { Link } from 'react-router';
import { Notice } from '../ui/notice.js';

/** Shown for an address that names no account of this session. */
export function NoAccount({ name }: { name: string }) {
  return (
    <Notice title={`Account ${name} not found`}>
      It is not configured here, or your key does not include it.{' '}
      <Link to="/" className="text-accent underline">
        The overview
      </Link>{' '}
      lists every account you can see.
    </Notice>
  );
}
