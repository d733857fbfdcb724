// What is wrong: findings, and how the parts of the application do.
import * as f from './format.js';
import {el, panel} from './widgets.js';

const ROW_PAGES = ['routes', 'sql', 'http'];
const SHOWN_ROUTES = 5;
const routeKey = (r) => `${r.method} ${r.route}`;

function measured({value, unit}) {
  if (unit === 's') return f.seconds(value);
  if (unit === 'ratio') return f.percent(Math.round(value * 1000) / 1000);
  return `${f.number(value)} ${unit}`;
}

function routeLinks(found, context) {
  const others = (found.routes || []).filter((r) => found.page !== 'routes' || routeKey(r) !== found.subject);
  if (!others.length) return null;
  const shown = others.slice(0, SHOWN_ROUTES).flatMap((r, i) => [i ? ', ' : '', el('a', {href: context.link('routes', {row: routeKey(r)})}, routeKey(r))]);
  return el('p', {class: 'small'}, 'In: ', shown, others.length > SHOWN_ROUTES ? ` and ${others.length - SHOWN_ROUTES} more` : null);
}

export function findingCard(found, context) {
  const serious = found.severity === 'red';
  const href = context.link(found.page, {row: ROW_PAGES.includes(found.page) ? found.subject : null, q: null});
  const evidence = found.evidence || [];
  return el('article', {class: 'finding ' + found.severity},
    el('p', {}, el('span', {class: 'mark'}, (serious ? 'serious' : 'warning') + (found.isCandidate ? ', candidate ' : ' ')), el('a', {href}, found.text)),
    found.statement ? el('code', {}, found.statement) : null,
    el('p', {class: 'small'}, found.advice),
    routeLinks(found, context),
    el('details', {class: 'small'}, el('summary', {}, 'How this was computed'), el('p', {}, found.arithmetic),
      found.isCandidate ? el('p', {}, 'A candidate: the pattern says so, it is not proved.') : null,
      evidence.length ? el('dl', {}, evidence.flatMap((e) => [el('dt', {}, e.name), el('dd', {title: String(e.value)}, measured(e))])) : null),
    found.stack?.length ? el('details', {class: 'small'}, el('summary', {}, 'Where it was executed from, once'), el('pre', {}, found.stack.join('\n'))) : null);
}

export function findingPanel(list, context, most) {
  if (!list.length) {
    return panel('Findings', el('span', {class: 'good small'}, 'nothing is wrong that can be proved'),
      el('p', {class: 'quiet small'}, 'Looked for: starved pools, saturated queues, errors, slow and repeated statements, connections held during HTTP calls, garbage collection pressure.'));
  }
  const more = list.length > most ? el('a', {class: 'small', href: context.link('findings')}, `all ${list.length} findings`) : null;
  return panel(`Findings (${list.length})`, [el('span', {class: 'quiet small'}, 'by time lost to users'), context.copy('findings', 'findings')],
    ...list.slice(0, most).map((found) => findingCard(found, context)), more);
}

const STATES = {ok: ['good', 'fine'], amber: ['warn', 'warning'], red: ['bad', 'in trouble']};

/** One word for each part of the application, linked to its page. */
export function healthStrip(health, context) {
  if (!health) return null;
  return el('ul', {class: 'health', 'aria-label': 'How its parts do'}, health.components.map((part) => {
    const [mark, word] = STATES[part.state] || ['quiet', part.state];
    const text = word + (part.findings ? ` (${part.findings})` : '');
    return el('li', {}, el('a', {href: context.link(part.page, {row: null, q: null})}, part.name), ' ', el('span', {class: mark}, text));
  }));
}

export function findings([a], context) {
  return [el('h1', {}, 'Findings'), findingPanel(a.findings, context, Infinity)];
}
