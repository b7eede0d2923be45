import { lazy, Suspense, useState, type ComponentProps } from 'react';
import { Button } from './button.js';

const CheckMenu = lazy(() => import('./check-menu.js'));

type LazyCheckMenuProps = Omit<ComponentProps<typeof CheckMenu>, 'trigger'> & {
  button: ComponentProps<typeof Button>;
};

/** A menu whose code is loaded when it first opens. */
export function LazyCheckMenu({ button, ...menu }: LazyCheckMenuProps) {
  const [wanted, setWanted] = useState(false);
  const plain = <Button aria-haspopup="menu" {...button} onClick={() => setWanted(true)} />;
  if (!wanted) return plain;
  return (
    <Suspense fallback={plain}>
      <CheckMenu {...menu} trigger={<Button {...button} />} />
    </Suspense>
  );
}
