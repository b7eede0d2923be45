import { useEffect, useRef, useState } from 'react';

/** A period that lets the frame that delivered the value render first. */
export const AFTER_FRAME = 1;

/** The value, updated at most every `period` ms; 0 updates immediately. The last value always arrives; a shorter period applies immediately. */
export function useThrottled<T>(value: T, period: number): T {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  const timer = useRef<{ id: ReturnType<typeof setTimeout>; period: number } | null>(null);
  useEffect(() => {
    latest.current = value;
    if (period === 0 || (timer.current && timer.current.period <= period)) return;
    clearTimeout(timer.current?.id);
    const id = setTimeout(() => {
      timer.current = null;
      setShown(latest.current);
    }, period);
    timer.current = { id, period };
  }, [value, period]);
  useEffect(() => () => clearTimeout(timer.current?.id), []);
  return period === 0 ? value : shown;
}
