/**
 * Assigns each index in view a slot and keeps it while the index stays in view. New indexes take the slots of those that
 * left, so that elements are created when the view grows, not when it scrolls.
 */
export function rowSlots(): (places: readonly number[]) => ReadonlyMap<number, number> {
  let taken: ReadonlyMap<number, number> = new Map();
  let count = 0;
  return (places) => {
    const next = new Map<number, number>();
    for (const place of places) {
      const slot = taken.get(place);
      if (slot !== undefined) next.set(place, slot);
    }
    const used = new Set(next.values());
    const left = [...taken.values()].filter((slot) => !used.has(slot));
    for (const place of places) if (!next.has(place)) next.set(place, left.shift() ?? count++);
    taken = next;
    return next;
  };
}
