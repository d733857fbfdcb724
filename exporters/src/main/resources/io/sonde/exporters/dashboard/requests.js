// Pages about single requests: the slowest ones, and what one of them did.
import * as f from './format.js';
import {budgetBar, budgetLegend, budgetList, greatest, inWords} from './budget.js';
import {el, empty, panel, table} from './widgets.js';

const routeOf = (r) => `${r.method} ${r.route}`;
const keyOf = (r) => `${r.startMillis} ${r.thread}`;
const statementsOf = (r) => r.statements.reduce((n, s) => n + s.calls, 0);
const outcome = (r) => [r.status || null, r.error ? r.error.split('.').at(-1) : null].filter(Boolean).join(' ') || f.NONE;
const isFailed = (r) => r.status >= 500 || r.error;

/** The profile of the time in which a request ran, with a second on both sides. */
function profileOf(r, context) {
  const cause = greatest(r.parts);
  return context.link('profiles', {to: Math.ceil(r.startMillis + r.seconds * 1000 + 1000), w: Math.max(5, Math.ceil(r.seconds) + 2),
    flame: cause && cause.name === 'cpu' ? 'cpu' : 'wall', row: null, sort: null});
}

function statementTable(r) {
  return table([
    {name: 'Statement', value: (s) => s.summary, exact: (s) => s.text || s.summary,
      show: (s) => el('span', {}, el('b', {}, s.summary), s.text ? el('span', {class: 'quiet sql'}, s.text) : null)},
    {name: 'Executions', value: (s) => s.calls, show: (s) => f.number(s.calls), mark: (s) => (s.calls >= 10 ? 'warn' : null)},
    {name: 'Time', sort: true, value: (s) => s.seconds, show: (s) => f.seconds(s.seconds), exact: (s) => `${s.seconds} s`},
    {name: 'Share', help: 'of the time of the request', value: (s) => s.seconds, show: (s) => f.share(s.seconds / r.seconds)},
  ], r.statements, {state: {}, setState: () => {}, label: 'Statements of this request', key: (s) => s.text || s.summary});
}

function detail(r, context) {
  const facts = [
    ['Began', f.clock(r.startMillis)], ['Took', f.seconds(r.seconds)], ['Status', outcome(r)], ['Thread', r.thread],
    ['Outgoing calls', f.number(r.httpCalls)],
    ['Threads stood still for GC', r.gcSeconds === null ? 'not known any more' : f.seconds(r.gcSeconds)], ['Trace', r.traceId || 'no traceparent header'],
  ];
  return panel(`${routeOf(r)}: ${f.seconds(r.seconds)}`, [el('a', {class: 'small', href: context.link('slow', {row: null})}, 'all slow requests')],
    budgetBar(r.parts, 1, 1000),
    el('div', {class: 'halves'}, budgetList(r.parts),
      el('dl', {}, facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {class: name === 'Status' && isFailed(r) ? 'bad' : null}, value)]))),
    el('p', {class: 'actions'}, el('a', {href: profileOf(r, context)}, 'Profile of that time'),
      el('a', {href: context.link('routes', {row: routeOf(r), q: null})}, 'Its route'),
      el('a', {href: context.link('pools', {row: null, q: null, to: Math.ceil(r.startMillis + r.seconds * 1000 + 30000), w: 60})}, 'Pools and executors then')),
    r.statements.length ? statementTable(r) : el('p', {class: 'quiet'}, 'Its own thread executed no statement.'));
}

/** Requests with where their time went, each bar as long as its request took. */
export function slowTable(rows, context, options) {
  const longest = Math.max(...rows.map((r) => r.seconds));
  const most = (r) => greatest(r.parts);
  return table([
    {name: 'Route', value: routeOf, show: routeOf, exact: routeOf},
    {name: 'Took', sort: true, value: (r) => r.seconds, show: (r) => f.seconds(r.seconds), exact: (r) => `${r.seconds} s`},
    {name: 'Where its time went', help: 'as long as it took', value: (r) => r.seconds, show: (r) => budgetBar(r.parts, r.seconds / longest, 220), exact: (r) => inWords(r.parts)},
    {name: 'Mostly', value: (r) => most(r)?.title || '', show: (r) => (most(r) ? `${most(r).title} ${f.share(most(r).share)}` : f.NONE)},
    {name: 'Statements', value: statementsOf, show: (r) => f.number(statementsOf(r)), exact: (r) => r.statements.map((s) => `${s.calls} × ${s.summary}`).join(', ')},
    {name: 'Calls', help: 'outgoing HTTP calls', value: (r) => r.httpCalls, show: (r) => f.number(r.httpCalls)},
    {name: 'Status', value: (r) => r.status, show: outcome, mark: (r) => (isFailed(r) ? 'bad' : null), exact: (r) => r.error || null},
    {name: 'Began', value: (r) => r.startMillis, show: (r) => f.clock(r.startMillis), exact: (r) => new Date(r.startMillis).toISOString()},
  ], rows, {...options, label: 'Slow requests', key: keyOf, select: (r) => context.link('slow', {row: keyOf(r), q: null}), selected: context.state.row});
}

export function slow([a], context) {
  const heading = el('h1', {}, 'Slow requests');
  if (!a.requests.length) return [heading, empty('Slow requests', 'The slowest requests of each route would appear here, with where their time went. No request has been served in the last minutes.')];
  const rows = a.requests.filter((r) => context.matches(routeOf(r)));
  const chosen = a.requests.find((r) => keyOf(r) === context.state.row);
  return [
    heading,
    chosen ? detail(chosen, context) : context.state.row ? el('p', {class: 'warn'}, 'That request is no longer among the slowest that are kept.') : null,
    panel(`Slowest requests (${a.requests.length})`, [budgetLegend(rows.map((r) => r.parts)), context.filterBox(), context.copy('slow requests', 'requests/slow')],
      el('p', {class: 'quiet small'}, 'The slowest of each route in the last five to ten minutes, whatever time is shown above.'),
      slowTable(rows, context, context.table)),
  ];
}
