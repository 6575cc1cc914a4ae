// Where the bars and the lines of a chart stand. Pure: numbers in, places out.

export interface Scale {
  top: number;
  ticks: number[];
}

const STEPS = [1, 2, 5];
const MOST_TICKS = 5;

/** A scale from 0 to a round number that is not below any value. */
export function scaleOf(values: readonly number[]): Scale {
  const highest = Math.max(1, ...values);
  for (let power = 1; ; power *= 10) {
    for (const step of STEPS) {
      const size = step * power;
      const count = Math.ceil(highest / size);
      if (count <= MOST_TICKS) {
        return { top: count * size, ticks: Array.from({ length: count + 1 }, (_, place) => place * size) };
      }
    }
  }
}

export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

export function heightAt(value: number, scale: Scale, frame: Frame): number {
  return frame.top + frame.height - (value / scale.top) * frame.height;
}

export interface Slot {
  middle: number;
  width: number;
}

/** The place of each of so many days, side by side. */
export function slotsOf(count: number, frame: Frame): Slot[] {
  const width = frame.width / Math.max(count, 1);
  return Array.from({ length: count }, (_, place) => ({ middle: frame.left + width * (place + 0.5), width }));
}

/** Of which days the date is written: few enough not to touch, the first among them. */
export function labelledOf(count: number, most: number): Set<number> {
  const every = Math.max(1, Math.ceil(count / most));
  return new Set(Array.from({ length: count }, (_, place) => place).filter((place) => place % every === 0));
}
