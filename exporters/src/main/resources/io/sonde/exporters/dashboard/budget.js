// Where the time of requests goes: one bar, one colour for each cause, the same on every page.
import * as f from './format.js';
import {el, legendOf, svg} from './widgets.js';

const CAUSES = [
  ['sql', 'SQL', 'blue'], ['connection_wait', 'connection wait', 'sky'], ['http_client', 'outgoing HTTP', 'green'],
  ['executor_queue', 'queue wait', 'purple'], ['cpu', 'CPU', 'yellow'], ['blocked', 'blocked', 'orange'],
  ['gc', 'garbage collection', 'ink'], ['other', 'rest', 'quiet'],
];
const UNNAMED = CAUSES.at(-1);

/** Parts that are not nothing, in the order of the causes: name, title, color, seconds, share. */
export function parts(seconds) {
  const known = Object.entries(seconds || {}).filter(([, value]) => value > 0);
  const sum = known.reduce((n, [, value]) => n + value, 0);
  const order = (name) => CAUSES.findIndex(([cause]) => cause === name);
  return known.map(([name, value]) => {
    const [, title, color] = CAUSES.find(([cause]) => cause === name) || [name, name, UNNAMED[2]];
    return {name, title, color, seconds: value, share: value / sum};
  }).sort((x, y) => order(x.name) - order(y.name));
}

/** The part that takes most; undefined if there is none. */
export const greatest = (seconds) => parts(seconds).sort((x, y) => y.seconds - x.seconds)[0];

/** All parts with their share, in words. */
export const inWords = (seconds) => parts(seconds).map((p) => `${p.title} ${f.share(p.share)}`).join(', ') || 'not known';

/** A bar of its parts, as long as this ratio of its greatest length. */
export function budgetBar(seconds, ratio, length = 160) {
  const whole = Math.max(2, Math.min(1, ratio || 0) * length);
  let x = 0;
  const rects = parts(seconds).map((p) => {
    const width = p.share * whole;
    // a hair of the ground between two parts, where there is room for it
    const rect = svg('rect', {x: x.toFixed(2), width: Math.max(0.5, width - (width > 3 ? 1 : 0)).toFixed(2), height: 12, class: 'f-' + p.color});
    x += width;
    return rect;
  });
  return svg('svg', {class: 'budget', viewBox: `0 0 ${length} 12`, width: length, height: 12, preserveAspectRatio: 'none', role: 'img', 'aria-label': inWords(seconds)}, ...rects);
}

/** The colours of all causes that any of these has. */
export function budgetLegend(list) {
  const seen = new Set(list.flatMap((seconds) => parts(seconds).map((p) => p.name)));
  return legendOf(CAUSES.filter(([name]) => seen.has(name)).map(([, title, color]) => [color, title]));
}

/** Each part on a line of its own: colour, name, time, share. Counted: over how many requests the time is shared. */
export function budgetList(seconds, requests = 1) {
  return el('dl', {class: 'parts'}, parts(seconds).sort((x, y) => y.seconds - x.seconds).flatMap((p) => [
    el('dt', {}, el('i', {class: 'c-' + p.color}), p.title),
    el('dd', {}, el('b', {}, f.seconds(p.seconds / requests)), ' ', el('span', {class: 'quiet'}, f.share(p.share)))]));
}
