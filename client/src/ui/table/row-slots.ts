/**
 * Gives each place in view an element's number, and keeps it while the place stays in view: what comes into view takes the
 * numbers of what has left, so that elements are made when the view grows and not when it moves.
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
