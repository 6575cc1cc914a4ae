// Two short tones, made on the spot: paid rises, a refusal is low and comes twice. A tap makes none.

let context: AudioContext | null = null;

function tone(frequency: number, start_s: number, length_s: number): void {
  // Before the first tap on a page a browser lets nothing sound.
  if (!navigator.userActivation.hasBeenActive) return;
  context ??= new AudioContext();
  const from = context.currentTime + start_s;
  const oscillator = new OscillatorNode(context, { frequency });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0.15, from);
  gain.gain.exponentialRampToValueAtTime(0.001, from + length_s);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(from);
  oscillator.stop(from + length_s);
}

export function soundPaid(): void {
  tone(660, 0, 0.12);
  tone(990, 0.12, 0.22);
}

export function soundRefused(): void {
  tone(220, 0, 0.15);
  tone(220, 0.22, 0.15);
}
