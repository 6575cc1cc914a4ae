// Which words of two sentences differ: what they share at their beginning and end is left plain. Pure.

export interface Parted {
  before: string;
  differs: string;
  after: string;
}

/** Part two sentences at what differs; a number is never cut in two. */
export function partBoth(one: string, other: string): [Parted, Parted] {
  const shortest = Math.min(one.length, other.length);
  let head = 0;
  while (head < shortest && one[head] === other[head]) head += 1;
  while (head > 0 && isInNumber(one, head) && isInNumber(other, head)) head -= 1;
  let tail = 0;
  while (tail < shortest - head && one.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  while (tail > 0 && (isInNumber(one, one.length - tail) || isInNumber(other, other.length - tail)))
    tail -= 1;
  return [part(one, head, tail), part(other, head, tail)];
}

function part(text: string, head: number, tail: number): Parted {
  const end = text.length - tail;
  return { before: text.slice(0, head), differs: text.slice(head, end), after: text.slice(end) };
}

/** Whether a number goes on across this place. */
function isInNumber(text: string, at: number): boolean {
  return /[\d.]/.test(text[at - 1] ?? "") && /[\d.]/.test(text[at] ?? "");
}
