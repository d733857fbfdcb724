// Elements of the pages. Text reaches the document as text nodes only.
import * as format from './format.js';

const SVG = 'http://www.w3.org/2000/svg';
const HANDLERS = ['onclick', 'oninput', 'onchange', 'onkeydown', 'onpointerdown'];

/** Rows that a table shows unless it is asked for all. */
const SHOWN_ROWS = 100;

export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (HANDLERS.includes(name)) element[name] = value;
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) element.append(child);
  }
  return element;
}

export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Makes the children of a box those that are wanted, changing what differs and nothing else, so that focus,
 * selection, scrolling and what somebody points at stay. What is inside of data-kept is left alone.
 */
export function morph(box, wanted) {
  let at = box.firstChild;
  for (const fresh of [...wanted]) {
    if (at && isSameKind(at, fresh)) {
      patch(at, fresh);
      at = at.nextSibling;
    } else {
      box.insertBefore(fresh, at);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function isSameKind(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName &&
    (old.nodeType !== Node.ELEMENT_NODE || (old.dataset.kept === fresh.dataset.kept && old.id === fresh.id));
}

function patch(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const {name} of [...old.attributes]) {
    // what somebody has opened stays open
    if (name !== 'open' && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const {name, value} of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const name of HANDLERS) old[name] = fresh[name];
  if (fresh.dataset.kept) return;
  morph(old, fresh.childNodes);
  if (['INPUT', 'SELECT'].includes(old.tagName) && old !== document.activeElement) old.value = fresh.value;
}

const ICONS = {
  copy: 'M5 5V2h9v9h-3M2 5h9v9H2z',
  save: 'M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11',
  find: 'M6.5 11a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10 10l4 4',
};

export function icon(name) {
  return svg('svg', {class: 'icon', viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true'}, svg('path', {d: ICONS[name]}));
}

export function spark(values, what) {
  const top = Math.max(...values.filter((v) => v !== null), 0) || 1;
  const points = values.flatMap((v, i) => (v === null ? [] : [`${((i / Math.max(1, values.length - 1)) * 96).toFixed(1)},${(18 - (v / top) * 16).toFixed(1)}`]));
  return svg('svg', {class: 'spark', viewBox: '0 0 96 20', role: 'img', 'aria-label': what},
    svg('polyline', {points: points.join(' ')}));
}

export function bar(ratio) {
  const rect = svg('rect', {width: Math.max(0, Math.min(1, ratio || 0)) * 72, height: 8});
  return el('span', {class: 'bar', 'aria-hidden': 'true'}, svg('svg', {width: 72, height: 8}, rect));
}

export function panel(title, aside, ...children) {
  return el('section', {class: 'panel'},
    el('div', {class: 'row-head'}, el('h2', {}, title), el('div', {class: 'aside'}, aside || [])), ...children);
}

export function empty(title, text) {
  return panel(title, null, el('p', {class: 'quiet'}, text));
}

/** A number that answers at a glance; options: note (text or texts), mark, exact, now and was for the change. */
export function tile(name, value, options = {}) {
  const notes = [options.note || []].flat();
  const changed = format.change(options.now, options.was);
  return el('div', {class: 'tile', title: options.exact}, el('span', {class: 'name'}, name),
    el('b', {class: options.mark || ''}, value, changed ? el('span', {class: 'change'}, changed) : null),
    notes.map((line) => el('div', {class: 'quiet small'}, line)));
}

export function legendOf(entries) {
  return el('span', {class: 'legend quiet small'}, entries.map(([color, name]) => el('span', {}, el('i', {class: 'c-' + color}), name)));
}

/**
 * A table that sorts by its columns. A column: name, help, value(row), show(row), exact(row), mark(row), sort (by this at
 * first), plain (has no change to show). Options: state, setState, key(row), select(row), selected, label, was (rows of
 * the time compared with), link(changes).
 */
export function table(columns, rows, options) {
  const {state, setState, key, select, selected} = options;
  const sortName = state.sort || columns.find((c) => c.sort)?.name || columns[0].name;
  const column = columns.find((c) => c.name === sortName) || columns[0];
  const down = state.up !== '1';
  const sorted = rows.map((row) => [column.value(row), row]).sort(([x], [y]) => {
    const order = typeof x === 'string' ? x.localeCompare(y) : (x ?? -Infinity) - (y ?? -Infinity);
    return down ? -order : order;
  }).map(([, row]) => row);
  const past = options.was ? new Map(options.was.map((row) => [key(row), row])) : null;
  const head = el('tr', {}, columns.map((c) => el('th', {
    scope: 'col', 'aria-sort': c === column ? (down ? 'descending' : 'ascending') : null, title: c.help,
  }, el('button', {onclick: () => setState({sort: c.name, up: c === column && down ? '1' : null})},
    c.name + (c === column ? (down ? ' ↓' : ' ↑') : '')))));
  const shown = state.all === '1' ? sorted : sorted.slice(0, SHOWN_ROWS);
  const body = shown.map((row) => tableRow(columns, row, key(row), past, select, selected));
  const more = sorted.length > shown.length ? el('p', {class: 'small'}, `${shown.length} of ${sorted.length} shown. `,
    el('button', {class: 'plain', onclick: () => setState({all: '1'})}, 'Show all')) : null;
  return el('div', {}, el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': options.label},
    el('table', {}, el('thead', {}, head), el('tbody', {}, body))), more);
}

function tableRow(columns, row, id, past, select, selected) {
  const before = past?.get(id);
  const cells = columns.map((c, i) => {
    const content = c.show(row);
    const inner = i === 0 && select ? el('a', {href: select(row)}, content) : content;
    const value = c.value(row);
    const compared = past && !c.plain && i > 0;
    const changed = compared && typeof value === 'number' ? (before ? format.change(value, c.value(before)) : 'new') : '';
    return el('td', {title: c.exact ? c.exact(row) : null, class: c.mark ? c.mark(row) : null}, inner,
      compared ? el('span', {class: 'change'}, changed) : null);
  });
  return el('tr', {'aria-selected': selected !== undefined && selected === id ? 'true' : null}, cells);
}
