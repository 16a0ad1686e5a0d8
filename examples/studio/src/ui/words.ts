/** How things are written for people. Pure. */

const dates = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
const numbers = new Intl.NumberFormat('en');

export function dateText(instant: string | null | undefined): string {
  return instant ? dates.format(new Date(instant)) : '';
}

export function numberText(value: number): string {
  return numbers.format(value);
}

/** `1 image`, `12 images`. */
export function counted(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `flat_2_model` becomes `Flat 2 model`. */
export function wordOf(code: string): string {
  const text = code.replaceAll('_', ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
