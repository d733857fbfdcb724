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

export const rate = (value) => known(value, (r) => digits(Math.round(r * 1000) / 1000) + ' /s');

export const clock = (millis, withDay) => {
  const options = {hour: '2-digit', minute: '2-digit', hour12: false};
  if (withDay) Object.assign(options, {month: 'short', day: 'numeric'});
  else options.second = '2-digit';
  return new Date(millis).toLocaleString('en-GB', options);
};
