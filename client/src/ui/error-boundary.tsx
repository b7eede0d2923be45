import { Component, type ReactNode } from 'react';
import { Button } from './button.js';

interface Props {
  /** What could not be shown, as a noun. */
  label: string;
  children: ReactNode;
}

/** Tells an exception of its children in words and lets the rest of the page live on. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div role="alert" className="flex flex-col items-start gap-2 p-4">
        <p className="font-medium">{this.props.label} can’t be shown.</p>
        <p className="text-muted">
          What is beside it works on. Try again, then reload the page, which may be older than its server. If
          it stays, tell whoever runs the service: <code>{error.message}</code>
        </p>
        <div className="flex gap-2">
          <Button onClick={() => this.setState({ error: null })}>Try again</Button>
          <Button onClick={() => location.reload()}>Reload the page</Button>
        </div>
      </div>
    );
  }
}
