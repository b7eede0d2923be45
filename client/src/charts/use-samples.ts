import { useEffect, useRef, useState } from 'react';

const SAMPLE_MS = 2_000;
const KEPT = 90;

/** The value as it was every two seconds since the component showed, as pixels need it. */
export function useSamples(value: string | null): readonly number[] {
  const [samples, setSamples] = useState<readonly number[]>([]);
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  }, [value]);
  useEffect(() => {
    const timer = setInterval(() => {
      const now = latest.current;
      if (now !== null) setSamples((before) => [...before, Number(now)].slice(-KEPT));
    }, SAMPLE_MS);
    return () => clearInterval(timer);
  }, []);
  return samples;
}
