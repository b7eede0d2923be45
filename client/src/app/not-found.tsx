import { Link } from 'react-router';
import { Notice } from '../ui/notice.js';

export function NotFound() {
  return (
    <Notice title="Page not found">
      The address may be mistyped.{' '}
      <Link to="/" className="text-accent underline">
        Go to the overview
      </Link>
      .
    </Notice>
  );
}
