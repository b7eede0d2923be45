import { Component, type ReactNode } from 'react';
import { Button } from './button.js';

interface Props {
  /** Name of the part that failed, as a noun. */
  label: string;
  /** Tries again by itself when this turns true: what failed for want of a connection heals with it. */
  healsWhen?: boolean;
  children: ReactNode;
}

/** Shows an exception of its children as text and keeps the rest of the page alive. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.error && this.props.healsWhen && !before.healsWhen) this.setState({ error: null });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div role="alert" className="flex flex-col items-start gap-2 p-4">
        <p className="font-medium">{this.props.label} cannot be shown.</p>
        <p className="text-muted">
          The rest of the page still works. Try again, then reload the page, which may be older than its
          server. If it stays, report this to the operator: <code>{error.message}</code>
        </p>
        <div className="flex gap-2">
          <Button onClick={() => this.setState({ error: null })}>Try again</Button>
          <Button onClick={() => location.reload()}>Reload the page</Button>
        </div>
      </div>
    );
  }
}
