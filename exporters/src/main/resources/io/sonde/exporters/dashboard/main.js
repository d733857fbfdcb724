// The address holds the whole state: #/page?w=window&to=end&sort=…&row=…&q=filter
import * as format from './format.js';
import {PAGES} from './pages.js';
import {dropCharts, el} from './widgets.js';

const WINDOWS = [['5 min', 300], ['1 h', 3600], ['24 h', 86400], ['14 d', 1209600]];
const main = document.getElementById('main');
let shownPage = null;
let busy = false;
let lastLoad = 0;
let pendingKey = false;

function read() {
  const [path, query] = location.hash.slice(1).split('?');
  const state = Object.fromEntries(new URLSearchParams(query || ''));
  state.page = PAGES.some((p) => p.name === path.slice(1)) ? path.slice(1) : 'overview';
  const seconds = Number(state.w);
  state.w = WINDOWS.some(([, s]) => s === seconds) ? seconds : 300;
  state.to = Number(state.to) > 0 ? Number(state.to) : null;
  return state;
}

function link(page, changes = {}) {
  const {w, to, sort, up, row, q} = {...(page === read().page ? read() : {w: read().w, to: read().to}), ...changes};
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({w: w === 300 ? null : w, to, sort, up, row, q})) {
    if (value) query.set(name, value);
  }
  return `#/${page}` + (query.size ? '?' + query : '');
}

function go(changes) {
  const target = link(read().page, changes);
  if (target === location.hash) load(); else location.hash = target;
}

function context(state) {
  return {
    state, link,
    matches: (text) => !state.q || text.toLowerCase().includes(state.q.toLowerCase()),
    table: {state, setState: go},
    filterBox: () => el('input', {type: 'search', id: 'filter', placeholder: 'filter  /', 'aria-label': 'Filter', value: state.q || '',
      oninput: (event) => {
        history.replaceState(null, '', link(state.page, {q: event.target.value}));
        load();
      }}),
  };
}

async function ask(name, state) {
  const [path, query] = name.split('?');
  const parameters = new URLSearchParams(query || '');
  parameters.set('from', state.to ? state.to - state.w * 1000 : -state.w * 1000);
  if (state.to) parameters.set('to', state.to);
  const answer = await fetch(`/api/v1/${path}?${parameters}`);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

async function load() {
  const state = read();
  const page = PAGES.find((p) => p.name === state.page);
  busy = true;
  lastLoad = Date.now();
  try {
    const needed = page.needs(state).map((name) => ask(name, state));
    const answers = await Promise.all(page.optional ? [needed[0], ...needed.slice(1).map((n) => n.catch(() => null))] : needed);
    if (JSON.stringify(read()) === JSON.stringify(state)) show(page, state, answers);
  } catch (problem) {
    main.replaceChildren(el('p', {class: 'error', role: 'alert'}, 'No answer: ' + problem.message));
  } finally {
    busy = false;
  }
}

function show(page, state, answers) {
  if (shownPage !== page.name) dropCharts();
  const isNew = shownPage !== page.name;
  shownPage = page.name;
  const focus = document.activeElement;
  const filtering = focus && focus.id === 'filter' ? focus.selectionStart : null;
  const scrolled = [...main.querySelectorAll('.scroll')].map((box) => [box.scrollLeft, box.scrollTop]);
  main.replaceChildren(...page.show(answers, context(state)).filter(Boolean));
  if (isNew) scrollTo(0, 0);
  else main.querySelectorAll('.scroll').forEach((box, i) => scrolled[i] && box.scrollTo(...scrolled[i]));
  if (filtering !== null) {
    const box = document.getElementById('filter');
    box?.focus();
    box?.setSelectionRange(filtering, filtering);
  }
  document.title = `${page.title} · Sonde`;
  main.dataset.page = page.name;
  main.dataset.shown = String(Number(main.dataset.shown || 0) + 1);
  frame(state);
}

function frame(state) {
  document.getElementById('nav').replaceChildren(...PAGES.map((p) => el('a', {
    href: link(p.name), 'aria-current': p.name === state.page ? 'page' : null, title: `g ${p.key}`}, p.title)));
  const times = WINDOWS.map(([name, seconds]) => el('button', {
    'aria-pressed': String(seconds === state.w), onclick: () => go({w: seconds})}, name));
  times.unshift(el('button', {'aria-label': 'earlier', onclick: () => move(-1)}, '←'));
  times.push(el('button', {'aria-label': 'later', onclick: () => move(1)}, '→'));
  times.push(el('button', {'aria-pressed': String(!state.to), onclick: () => go({to: null})},
    state.to ? `until ${format.clock(state.to, true)}` : 'now'));
  document.getElementById('times').replaceChildren(...times);
}

function move(direction) {
  const state = read();
  const to = (state.to || Date.now()) + direction * state.w * 500;
  go({to: to >= Date.now() ? null : Math.round(to)});
}

function pulse(data) {
  const text = `${format.rate(data.ratePerSecond)} · p95 ${format.seconds(data.p95Seconds)} · errors ${format.percent(data.errorRatio)}`;
  document.getElementById('pulse').textContent = text;
  const state = read();
  const period = state.w <= 300 ? 1000 : state.w <= 3600 ? 10000 : 60000;
  if (!busy && !state.to && Date.now() - lastLoad >= period - 200 && state.page !== 'profiles') load();
}

let events = null;

function listen() {
  if (document.hidden) {
    events?.close();
    events = null;
  } else if (!events) {
    events = new EventSource('/api/v1/events');
    events.onmessage = (event) => pulse(JSON.parse(event.data));
    events.onerror = () => { document.getElementById('pulse').textContent = 'no live updates, trying again'; };
  }
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.tagName === 'INPUT') {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  if (pendingKey) {
    pendingKey = false;
    const page = PAGES.find((p) => p.key === event.key);
    if (page) location.hash = link(page.name);
    return;
  }
  const state = read();
  const at = WINDOWS.findIndex(([, s]) => s === state.w);
  const actions = {
    g: () => { pendingKey = true; },
    '/': () => { event.preventDefault(); document.getElementById('filter')?.focus(); },
    t: () => go({w: WINDOWS[(at + 1) % WINDOWS.length][1]}),
    n: () => go({to: null}),
    ArrowLeft: () => move(-1),
    ArrowRight: () => move(1),
    '?': () => document.getElementById('keys').showModal(),
  };
  actions[event.key]?.();
}

addEventListener('hashchange', load);
addEventListener('keydown', keys);
document.addEventListener('visibilitychange', listen);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { dropCharts(); load(); });
frame(read());
load();
listen();
