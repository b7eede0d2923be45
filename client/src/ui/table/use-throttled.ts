import { useEffect, useRef, useState } from 'react';

/** A period that lets the frame be drawn first which brought the value. */
export const AFTER_FRAME = 1;

/** The value, followed at most every `period` ms; 0 follows at once. The last value always arrives. */
export function useThrottled<T>(value: T, period: number): T {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    latest.current = value;
    if (period === 0 || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      setShown(latest.current);
    }, period);
  }, [value, period]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return period === 0 ? value : shown;
}
