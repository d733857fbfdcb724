// All about one route or one statement: where its time goes, what it executes, who asks for it.
import * as f from './format.js';
import {budgetBar, budgetLegend, budgetList, parts} from './budget.js';
import {lineChart} from './charts.js';
import {prom} from './copy.js';
import {findingCard} from './findings.js';
import {slowTable} from './requests.js';
import {el, panel, table} from './widgets.js';

const PART = 'http_server_request_part_seconds_total';

/** Statements that a request executes again and again are marked from here on. */
const MANY_REPEATS = 8;

const own = {state: {}, setState: () => {}};

function heldList(one) {
  const held = one.held || {};
  const each = (seconds) => f.seconds((seconds || 0) / one.count);
  const sum = Object.values(held).reduce((n, s) => n + s, 0);
  if (!sum) return el('dl', {}, el('dt', {}, 'Connections'), el('dd', {class: 'quiet'}, 'held none of a pool'));
  const rows = [['Connection held', each(sum)], ['… used for SQL', each(held.sql)], ['… during HTTP calls', each(held.http_client), held.http_client > sum / 2], ['… otherwise unused', each(held.idle)]];
  return el('dl', {}, rows.flatMap(([name, value, bad]) => [el('dt', {}, name), el('dd', {class: bad ? 'warn' : null}, value)]));
}

export function routeBudget(one, context) {
  const labels = {http_request_method: one.method, http_route: one.route};
  const key = `${one.method} ${one.route}`;
  const stepSeconds = one.stepMillis / 1000;
  const lines = parts(one.parts).map((p) => ({name: p.title, color: p.color, fill: 'stack', values: (one.partSeconds?.[p.name] || []).map((v) => (v === null ? null : v / stepSeconds))}));
  const findings = one.findings || [];
  return [
    findings.length ? panel(`Findings (${findings.length})`, null, ...findings.map((found) => findingCard(found, context))) : null,
    panel(`Where the time of ${key} goes`, [budgetLegend([one.parts]), context.copy('budget', 'routes/' + one.id, [prom.rate(PART, labels, ['part'])])],
      el('p', {class: 'quiet small'}, `${f.number(one.count)} requests: p50 ${f.seconds(one.p50Seconds)}, p95 ${f.seconds(one.p95Seconds)}, p99 ${f.seconds(one.p99Seconds)}. Below, one request on average, by what takes its time.`),
      budgetBar(one.parts, 1, 1000),
      el('div', {class: 'halves'}, budgetList(one.parts, one.count), heldList(one)),
      lines.length ? lineChart('Requests in progress', one, lines, f.number, {title: 'Requests in progress, by what they spend their time on', stacked: true, pick: context.pick}) : null),
  ].filter(Boolean);
}

export function routeWork(one, context) {
  const statements = one.statements || [];
  const slow = one.slowRequests || [];
  return [
    statements.length ? panel(`Statements of its requests (${statements.length})`, null, table([
      {name: 'Statement', value: (s) => s.summary, exact: (s) => s.text || s.summary, show: (s) => named(s.summary, s.text)},
      {name: 'Per request', help: 'executions per request that executes it: median and most since the start', value: (s) => s.medianRepeats,
        show: (s) => `${f.number(s.medianRepeats)} (most ${f.number(s.maxRepeats)})`, mark: (s) => (s.medianRepeats >= MANY_REPEATS ? 'warn' : null)},
      {name: 'Calls', value: (s) => s.calls, show: (s) => f.number(s.calls)},
      {name: 'Mean', value: (s) => s.meanSeconds, show: (s) => f.seconds(s.meanSeconds)},
      {name: 'Max', help: 'since the start', value: (s) => s.maxSeconds, show: (s) => f.seconds(s.maxSeconds)},
      {name: 'Time', sort: true, value: (s) => s.seconds, show: (s) => f.seconds(s.seconds)},
    ], statements, {...own, label: 'Statements of this route', key: (s) => s.id, select: (s) => context.link('sql', {row: s.summary, q: null})}),
    ...statements.filter((s) => s.stack?.length).map((s) => el('details', {class: 'small'}, el('summary', {}, `Where ${s.summary} was executed from, once`), el('pre', {}, s.stack.join('\n'))))) : null,
    slow.length ? panel('Its slowest requests', el('span', {class: 'quiet small'}, 'of the last five to ten minutes'), slowTable(slow, context, own)) : null,
  ].filter(Boolean);
}

const named = (summary, text) => el('span', {}, el('b', {}, summary), text ? el('span', {class: 'quiet sql'}, text) : null);

/** The texts of a statement, each with the routes whose requests execute it. */
export function statementTexts(rows, context) {
  const texts = rows.flatMap((r) => r.texts || []);
  return texts.map((t) => panel(`Executed by (${t.callers.length})`, el('span', {class: 'quiet small'}, `${f.number(t.calls)} executions, ${f.seconds(t.seconds)}` + (t.texts > 1 ? `; ${f.number(t.texts)} texts that differ in literals alone` : '')),
    el('code', {}, t.text),
    t.callers.length ? table([
      {name: 'Route', value: (r) => `${r.method} ${r.route}`, show: (r) => `${r.method} ${r.route}`},
      {name: 'Per request', help: 'executions per request that executes it: median and most since the start', value: (r) => r.medianRepeats,
        show: (r) => `${f.number(r.medianRepeats)} (most ${f.number(r.maxRepeats)})`, mark: (r) => (r.medianRepeats >= MANY_REPEATS ? 'warn' : null)},
      {name: 'Calls', value: (r) => r.calls, show: (r) => f.number(r.calls)},
      {name: 'Time', sort: true, value: (r) => r.seconds, show: (r) => f.seconds(r.seconds)},
    ], t.callers, {...own, label: 'Routes that execute it', key: (r) => r.id, select: (r) => context.link('routes', {row: `${r.method} ${r.route}`, q: null})}) : null));
}
