// Numbers as people read them: three significant digits and a unit.

export const NONE = '–';

function digits(value) {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}

function known(value, format) {
  return value === null || value === undefined || Number.isNaN(value) ? NONE : format(value);
}

export const number = (value) => known(value, digits);

export const seconds = (value) => known(value, (s) => {
  const size = Math.abs(s);
  if (size === 0) return '0 s';
  if (size < 1e-3) return digits(s * 1e6) + ' µs';
  if (size < 1) return digits(s * 1e3) + ' ms';
  if (size < 120) return digits(s) + ' s';
  if (size < 7200) return digits(s / 60) + ' min';
  return digits(s / 3600) + ' h';
});

export const bytes = (value) => known(value, (b) => {
  for (const [unit, size] of [['GB', 2 ** 30], ['MB', 2 ** 20], ['kB', 2 ** 10]]) {
    if (Math.abs(b) >= size) return digits(b / size) + ' ' + unit;
  }
  return digits(b) + ' B';
});

export const percent = (value) => known(value, (r) => digits(Math.round(r * 100000) / 1000) + ' %');

/** A part of a whole, to the whole percent. */
export const share = (value) => known(value, (r) => (r > 0 && r < 0.005 ? '< 1 %' : Math.round(r * 100) + ' %'));

/** Calls a second; what is rarer than one in ten seconds, a minute. */
export const rate = (value) => known(value, (r) => (r > 0 && r < 0.1 ? digits(r * 60) + ' /min' : digits(r) + ' /s'));

/** How a number differs from what it was; empty where that says nothing. */
export function change(now, was) {
  if (typeof now !== 'number' || typeof was !== 'number' || now === was) return '';
  if (was === 0) return 'new';
  const ratio = now / was - 1;
  if (Math.abs(ratio) < 0.005) return '';
  const sign = ratio > 0 ? '+' : '−';
  const size = Math.abs(ratio);
  return size >= 9 ? `×${digits(Math.round(now / was))}` : `${sign}${Math.round(size * 100)} %`;
}

/** A span of time in its largest whole unit: 5 min, 90 s. */
export function span(wholeSeconds) {
  for (const [unit, size] of [['d', 86400], ['h', 3600], ['min', 60]]) {
    if (wholeSeconds >= size && wholeSeconds % size === 0) return `${wholeSeconds / size} ${unit}`;
  }
  return seconds(wholeSeconds);
}

export const clock = (millis, withDay) => {
  const options = {hour: '2-digit', minute: '2-digit', hour12: false};
  if (withDay) Object.assign(options, {month: 'short', day: 'numeric'});
  else options.second = '2-digit';
  return new Date(millis).toLocaleString('en-GB', options);
};
