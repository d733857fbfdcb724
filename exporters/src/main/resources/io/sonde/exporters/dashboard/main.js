// The address holds the whole state: #/page?w=window&to=end&c=compare&sort=…&row=…&q=filter
import * as format from './format.js';
import {PAGES} from './pages.js';
import {dropCharts, settle} from './charts.js';
import {copyButton, exportPage} from './copy.js';
import {find} from './find.js';
import {el, icon, morph} from './widgets.js';

const WINDOWS = [['5 min', 300], ['1 h', 3600], ['24 h', 86400], ['14 d', 1209600]];
const SHORTEST = 5;
const LONGEST = 1209600;
const CALM_MILLIS = 4500;
const main = document.getElementById('main');
let shownPage = null;
let shownAnswers = null;
let busy = false;
let lastLoad = 0;
let pendingKey = false;

function read() {
  const [path, query] = location.hash.slice(1).split('?');
  const state = Object.fromEntries(new URLSearchParams(query || ''));
  state.page = PAGES.some((p) => p.name === path.slice(1)) ? path.slice(1) : 'overview';
  const whole = Math.round(Number(state.w));
  state.w = whole >= SHORTEST && whole <= LONGEST ? whole : 300;
  state.to = Number(state.to) > 0 ? Number(state.to) : null;
  state.c = Number(state.c) > 0 ? Math.round(Number(state.c)) : null;
  return state;
}

/** Another page keeps the time; the same one keeps everything but what is changed. */
function link(page, changes = {}) {
  const state = read();
  const kept = page === state.page ? state : {w: state.w, to: state.to, c: state.c};
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({...kept, page: null, ...changes})) {
    if (value && !(name === 'w' && value === 300)) query.set(name, value);
  }
  return `#/${page}` + (query.size ? '?' + query : '');
}

function go(changes) {
  const target = link(read().page, changes);
  if (target === location.hash) load(); else location.hash = target;
}

function pick(fromMillis, toMillis) {
  const seconds = Math.max(SHORTEST, Math.round((toMillis - fromMillis) / 1000));
  go({w: seconds, to: Math.round(toMillis)});
}

/** What a name of an answer stands for, from the root; offsetSeconds earlier than what is shown. */
function address(name, state, offsetSeconds = 0) {
  if (name.startsWith('/')) return name;
  const [path, query] = name.split('?');
  const parameters = new URLSearchParams(query || '');
  const end = (state.to || 0) - offsetSeconds * 1000;
  parameters.set('from', end - state.w * 1000);
  if (end) parameters.set('to', end);
  return `/api/v1/${path}?${parameters}`;
}

/** The last answer to a question that is not asked each second, by its address but for the time. */
let calm = null;

/** What stands below on a page: a table that moves each second cannot be read, and costs the host. */
async function askCalmly(name, state) {
  const question = JSON.stringify([name, state]);
  if (calm?.question !== question || Date.now() - calm.since > CALM_MILLIS) {
    calm = {question, since: Date.now(), answer: await ask(name, state)};
  }
  return calm.answer;
}

async function ask(name, state, offsetSeconds) {
  const answer = await fetch(address(name, state, offsetSeconds));
  if (answer.status === 401) throw new SignInNeeded();
  // what was chosen may be over
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

function context(state, was) {
  const fixed = {...state, to: state.to || Date.now()};
  return {
    state, link, go, pick, was,
    matches: (text) => !state.q || text.toLowerCase().includes(state.q.toLowerCase()),
    table: {state, setState: go},
    copy: (what, name, queries) => copyButton(what, address(name, fixed), queries),
    filterBox: () => el('input', {type: 'search', id: 'filter', placeholder: 'filter', 'aria-label': 'Filter', value: state.q || '',
      oninput: (event) => {
        history.replaceState(null, '', link(state.page, {q: event.target.value}));
        load();
      }}),
  };
}

async function load() {
  const state = read();
  const page = PAGES.find((p) => p.name === state.page);
  busy = true;
  lastLoad = Date.now();
  try {
    const needs = page.needs(state);
    const before = state.c ? needs.map((name) => (name.startsWith('/') ? null : ask(name, state, state.c))) : [];
    const answers = await Promise.all(needs.map((name) => (page.calm?.includes(name) ? askCalmly(name, state) : ask(name, state))));
    const was = await Promise.all(before);
    const more = page.then ? page.then(state, answers) : [];
    answers.push(...await Promise.all(more.map((name) => ask(name, state))));
    if (JSON.stringify(read()) === JSON.stringify(state)) show(page, state, answers, was);
  } catch (problem) {
    if (problem instanceof SignInNeeded) {
      signIn();
      return;
    }
    morph(main, [el('p', {class: 'error', role: 'alert'}, 'No answer: ' + problem.message)]);
  } finally {
    busy = false;
  }
}

class SignInNeeded extends Error {}

/** Asks for the token; the browser then keeps a pass in a cookie that no script can read. */
function signIn() {
  if (document.getElementById('token')) return;
  const said = el('p', {class: 'error', role: 'alert'});
  const enter = async () => {
    const answer = await fetch('/session', {method: 'POST', body: '{}',
      headers: {'Content-Type': 'application/json', 'X-Sonde-Token': document.getElementById('token').value.trim()}});
    if (answer.ok) location.reload();
    else said.textContent = answer.status === 401 ? 'That is not the token.' : await answer.text();
  };
  morph(main, [el('h1', {}, 'Sonde'), el('section', {class: 'panel'},
    el('p', {}, 'Beyond the machine it runs on, Sonde shows its numbers to those who have its token: the file PID.token (PID is the id of the process) in its discovery folder, or the option token.'),
    el('p', {class: 'actions'}, el('input', {id: 'token', type: 'password', autocomplete: 'off', 'aria-label': 'Token', onkeydown: (event) => { if (event.key === 'Enter') enter(); }}),
      el('button', {class: 'plain', onclick: enter}, 'Enter')), said)]);
  document.getElementById('token').focus();
}

function show(page, state, answers, was) {
  const isNew = shownPage !== page.name;
  if (isNew) main.replaceChildren();
  shownPage = page.name;
  shownAnswers = answers;
  morph(main, [unmeasured(answers), ...page.show(answers, context(state, was))].filter(Boolean));
  settle(main);
  if (isNew) scrollTo(0, 0);
  document.title = `${page.title} · Sonde`;
  main.dataset.page = page.name;
  main.dataset.shown = String(Number(main.dataset.shown || 0) + 1);
  frame(state);
  if (isNew) revealCurrentPage();
}

/** Numbers that are too low say so, on every page. */
function unmeasured(answers) {
  const off = answers.find((answer) => answer?.unmeasured?.length)?.unmeasured;
  if (!off) return null;
  const parts = off.map((one) => `${one.technology} for ${format.percent(one.ratio)} of this time`).join(', ');
  return el('p', {class: 'warn', role: 'status', id: 'unmeasured'},
    `Switched off, because measuring it would have cost too much: ${parts}. Its numbers are too low by that part, and requests show its time as computing or blocked.`);
}

/** Where the pages' names do not fit beside each other, that of the one shown is in sight. */
function revealCurrentPage() {
  const nav = document.getElementById('nav');
  const current = nav.querySelector('[aria-current]');
  nav.scrollLeft = current.offsetLeft - nav.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
}

function frame(state) {
  morph(document.getElementById('nav'), PAGES.map((p) => el('a', {
    href: link(p.name), 'aria-current': p.name === state.page ? 'page' : null, title: `g ${p.key}`}, p.title)));
  const times = WINDOWS.map(([name, seconds]) => el('button', {
    'aria-pressed': String(seconds === state.w), onclick: () => go({w: seconds})}, name));
  if (!WINDOWS.some(([, seconds]) => seconds === state.w)) times.push(el('button', {'aria-pressed': 'true'}, format.span(state.w)));
  times.unshift(el('button', {'aria-label': 'earlier', onclick: () => move(-1)}, '←'));
  times.push(el('button', {'aria-label': 'later', onclick: () => move(1)}, '→'));
  times.push(el('button', {'aria-pressed': String(!state.to), onclick: () => go({to: null})},
    state.to ? `until ${format.clock(state.to, state.w > 3600)}` : 'now'));
  times.push(compareBox(state));
  times.push(el('button', {title: 'Save this page as one file', 'aria-label': 'Save this page as one file', onclick: save}, icon('save')));
  times.push(el('button', {title: 'Find  /', 'aria-label': 'Find', onclick: search}, icon('find')));
  morph(document.getElementById('times'), times);
}

function compareBox(state) {
  const spans = [['compare with …', ''], ['the time before', state.w], ['an hour earlier', 3600], ['a day earlier', 86400], ['a week earlier', 604800]];
  if (state.c && !spans.some(([, seconds]) => seconds === state.c)) spans.push([format.span(state.c) + ' earlier', state.c]);
  let chosen = false;
  return el('select', {'aria-label': 'Compare with', onchange: (event) => go({c: event.target.value})}, spans.map(([name, seconds]) => {
    const selected = !chosen && seconds === (state.c || '');
    chosen ||= selected;
    return el('option', {value: seconds, selected: selected ? '' : null}, name);
  }));
}

function move(direction) {
  const state = read();
  const to = (state.to || Date.now()) + direction * state.w * 500;
  go({to: to >= Date.now() ? null : Math.round(to)});
}

function save() {
  return exportPage(main, PAGES.find((p) => p.name === shownPage).title, shownAnswers);
}

function search() {
  const state = read();
  find(PAGES, link, (name) => ask(name, state));
}

function pulse(data) {
  const text = `${format.rate(data.ratePerSecond)} · p95 ${format.seconds(data.p95Seconds)} · errors ${format.percent(data.errorRatio)}`;
  document.getElementById('pulse').textContent = text;
  const state = read();
  const period = state.w <= 300 ? 1000 : state.w <= 3600 ? 10000 : 60000;
  const page = PAGES.find((p) => p.name === state.page);
  if (!busy && !state.to && !page.isStill && Date.now() - lastLoad >= period - 200 && !document.querySelector('dialog[open]')) load();
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

const KEYS = {
  g: ['then a letter: to a page', () => { pendingKey = true; }],
  '/': ['find a route, statement, pool, page', search],
  f: ['filter the table', () => document.getElementById('filter')?.focus()],
  t: ['next time span', (state) => go({w: (WINDOWS.find(([, s]) => s > state.w) || WINDOWS[0])[1]})],
  ArrowLeft: ['earlier', () => move(-1)],
  ArrowRight: ['later', () => move(1)],
  '+': ['half the time', (state) => go({w: Math.max(SHORTEST, Math.floor(state.w / 2))})],
  '-': ['twice the time', (state) => go({w: Math.min(LONGEST, state.w * 2)})],
  n: ['back to now', () => go({to: null})],
  c: ['compare with the time before', (state) => go({c: state.c ? null : state.w})],
  s: ['save this page as one file', save],
  '?': ['this list', showKeys],
};

function showKeys() {
  const rows = Object.entries(KEYS).map(([key, [text]]) => [key.replace('ArrowLeft', '←').replace('ArrowRight', '→'), text]);
  rows.splice(1, 0, ...PAGES.map((page) => [`g ${page.key}`, page.title]));
  document.getElementById('keys-list').replaceChildren(...rows.flatMap(([key, text]) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, text)]));
  document.getElementById('keys').showModal();
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (['INPUT', 'SELECT'].includes(event.target.tagName)) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  if (pendingKey) {
    pendingKey = false;
    const page = PAGES.find((p) => p.key === event.key);
    if (page) location.hash = link(page.name);
    return;
  }
  const action = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
  // arrows scroll a table that has the focus
  if (action && !(event.key.startsWith('Arrow') && event.target.closest?.('.scroll'))) {
    event.preventDefault();
    action[1](read());
  }
}

addEventListener('hashchange', () => {
  document.querySelector('dialog[open]')?.close();
  load();
});
addEventListener('keydown', keys);
document.addEventListener('visibilitychange', listen);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { dropCharts(); load(); });
frame(read());
load();
listen();
