// Pages about calls: the whole, routes, statements, other servers.
import * as f from './format.js';
import {heatMap, lineChart, PERCENTILES} from './charts.js';
import {budgetBar, budgetLegend, greatest, inWords} from './budget.js';
import {prom} from './copy.js';
import {findingPanel, healthStrip} from './findings.js';
import {routeBudget, routeWork, statementTexts} from './route.js';
import {bar, el, empty, legendOf, panel, spark, table, tile} from './widgets.js';

export const SERVER = 'http_server_request_duration_seconds';
const CLIENT = 'http_client_request_duration_seconds';
const SQL = 'db_client_operation_duration_seconds';
const TOP_FINDINGS = 3;

const exactSeconds = (value) => (value === null ? 'no call' : `${value} s, at most 0.8 % too high`);
const timeColumn = (name, field) => ({name, value: (r) => r[field], show: (r) => f.seconds(r[field]), exact: (r) => exactSeconds(r[field])});

function callColumns() {
  return [
    {name: 'Rate', help: 'calls a second', value: (r) => r.ratePerSecond, show: (r) => f.rate(r.ratePerSecond), exact: (r) => `${r.count} calls`},
    {name: 'Errors', help: 'share of calls in error', value: (r) => r.errorRatio, show: (r) => (r.errors ? f.percent(r.errorRatio) : '0'),
      exact: (r) => `${r.errors} of ${r.count}`, mark: (r) => (r.errorRatio >= 0.05 ? 'bad' : null)},
    timeColumn('p50', 'p50Seconds'), timeColumn('p95', 'p95Seconds'), timeColumn('p99', 'p99Seconds'), timeColumn('Max', 'maxSeconds'),
    {name: 'Time', help: 'sum of all calls, and its share', sort: true, value: (r) => r.totalSeconds,
      show: (r) => el('span', {}, bar(r.timeShare), el('span', {class: 'beside'}, f.seconds(r.totalSeconds))), exact: (r) => `${r.totalSeconds} s, ${f.percent(r.timeShare)} of all`},
    {name: 'Rate over time', plain: true, value: (r) => r.ratePerSecond, show: (r) => spark(r.rates, 'rate over time')},
  ];
}

// overview

export function overview([a, routes], context) {
  const [was, routesWas] = context.was;
  const r = a.requests;
  const old = was?.requests;
  const worst = [...a.saturation].sort((x, y) => y.ratio - x.ratio)[0];
  const score = a.score.value;
  const lost = a.score.parts.filter((p) => p.lostPoints >= 0.5).sort((x, y) => y.lostPoints - x.lostPoints);
  const scoreNote = lost.length ? lost.map((p) => `−${f.number(Math.round(p.lostPoints))} ${p.name}`) : 'of 100: nothing lost';
  const scoreExact = '100 less: ' + a.score.parts.map((p) => `${p.name}: ${p.arithmetic}`).join('; ');
  const api = 'overview';
  return [
    el('h1', {}, 'Overview'),
    findingPanel(a.findings, context, TOP_FINDINGS),
    healthStrip(a.health, context),
    el('div', {class: 'tiles'},
      tile('Score', f.number(score), {note: scoreNote, mark: score < 60 ? 'bad' : score < 85 ? 'warn' : 'good', exact: scoreExact, now: score, was: was?.score.value}),
      tile('Rate', f.rate(r.ratePerSecond), {note: `${f.number(r.count)} requests`, now: r.ratePerSecond, was: old?.ratePerSecond}),
      tile('Errors', f.percent(r.errorRatio), {note: `${f.number(r.errors)} requests`, mark: r.errorRatio >= 0.05 ? 'bad' : '', now: r.errorRatio, was: old?.errorRatio}),
      tile('Duration p95', f.seconds(r.p95Seconds), {note: `p50 ${f.seconds(r.p50Seconds)}, p99 ${f.seconds(r.p99Seconds)}`, now: r.p95Seconds, was: old?.p95Seconds}),
      tile('Saturation', worst ? f.percent(worst.ratio) : f.NONE, {note: worst ? `${worst.name}, peak ${f.percent(worst.peakRatio)}` : 'no pool or executor seen', mark: worst && worst.ratio > 0.9 ? 'warn' : ''})),
    el('div', {class: 'charts'},
      lineChart('Requests and errors', a, [{name: 'requests', values: r.rates, color: 'blue', was: old?.rates}, {name: 'errors', values: r.errorRates, color: 'red', was: old?.errorRates}], f.rate,
        {pick: context.pick, aside: context.copy('requests and errors', api, [prom.rate(SERVER + '_count'), prom.errors(SERVER)])}),
      lineChart('Duration', a, [{name: 'p50', values: r.p50s, color: 'green'}, {name: 'p95', values: r.p95s, color: 'orange', was: old?.p95s}, {name: 'p99', values: r.p99s, color: 'purple'}], f.seconds,
        {pick: context.pick, aside: context.copy('duration', api, [0.5, 0.95, 0.99].map((q) => prom.quantile(q, SERVER)))})),
    routeTable(routes, routesWas, context),
  ];
}

// routes

export const routeKey = (r) => `${r.method} ${r.route}`;

const LENGTHS = [['p50', 'as long as its p50', (r) => r.p50Seconds], ['p99', 'as long as its p99', (r) => r.p99Seconds], ['share', 'all of one length', () => 1]];

/** Bars that compare by eye: the longest fills the column. */
function budgetColumn(rows, context) {
  const [name, help, length] = LENGTHS.find(([one]) => one === context.state.b) || LENGTHS[0];
  const longest = Math.max(...rows.map((r) => length(r) || 0)) || 1;
  return {name: `Where the time goes (${name})`, help: `${help}; sorts by its length`, plain: true, value: length,
    show: (r) => budgetBar(r.parts, length(r) / longest), exact: (r) => inWords(r.parts)};
}

function lengthBox(context) {
  return el('select', {'aria-label': 'Length of the bars', onchange: (event) => context.go({b: event.target.value})},
    LENGTHS.map(([name, help]) => el('option', {value: name, selected: name === (context.state.b || 'p50') ? '' : null}, 'bars ' + help)));
}

function routeTable(a, was, context) {
  if (!a.routes.length) return empty('Routes', 'Each route of the web server would appear here. No request has been served in this time.');
  const rows = a.routes.filter((r) => context.matches(routeKey(r)));
  const budgets = rows.some((r) => greatest(r.parts));
  return panel(`Routes (${a.routes.length})`, [budgets ? budgetLegend(rows.map((r) => r.parts)) : null, budgets ? lengthBox(context) : null,
    context.filterBox(), context.copy('routes', 'routes', prom.calls(SERVER, null, ['http_request_method', 'http_route']))], table(
    [{name: 'Route', value: routeKey, show: routeKey, exact: routeKey}, ...(budgets ? [budgetColumn(rows, context)] : []), ...callColumns()], rows,
    {...context.table, was: was?.routes, label: 'Routes', key: routeKey, select: (r) => context.link('routes', {row: routeKey(r)}), selected: context.state.row}));
}

/** The labels of a route's metrics, by its key. */
export function routeLabels(key) {
  const space = (key || '').indexOf(' ');
  return space > 0 ? {http_request_method: key.slice(0, space), http_route: key.slice(space + 1)} : null;
}

const statementLabels = (key) => (key ? {db_query_summary: key} : null);

function serverLabels(key) {
  const colon = (key || '').lastIndexOf(':');
  return colon > 0 ? {server_address: key.slice(0, colon), server_port: key.slice(colon + 1)} : null;
}

function heatRequest(metric, labels) {
  const query = new URLSearchParams({metric});
  for (const [name, value] of Object.entries(labels || {})) query.append('labels', `${name}=${value}`);
  return 'heatmap?' + query;
}

const heatLegend = () => legendOf([...PERCENTILES, ['blue', 'calls (stronger: more)']]);

function latencyPanel(page, what, heat, metric, labels, context) {
  const chosen = context.state.row;
  const back = chosen ? el('a', {class: 'small', href: context.link(page, {row: null})}, `all ${what}`) : null;
  return panel(chosen ? `Latency of ${chosen}` : `Latency of all ${what}`,
    [heatLegend(), back, context.copy('latency', heatRequest(metric, labels), prom.calls(metric, labels))],
    heat && heat.counts.some((s) => s.some((c) => c)) ? heatMap('latency ' + page, heat, context.pick) : el('p', {class: 'quiet'}, 'No call in this time.'));
}

export function routes([a, heat, one], context) {
  return [
    el('h1', {}, 'Routes'),
    ...(one ? routeBudget(one, context) : []),
    latencyPanel('routes', 'routes', heat, SERVER, routeLabels(context.state.row), context),
    ...(one ? routeWork(one, context) : []),
    routeTable(a, context.was[0], context),
  ];
}

// statements

const statementKey = (r) => r.summary || r.operation || '(no text)';

export function sql([a, heat], context) {
  if (!a.statements.length) return [el('h1', {}, 'SQL'), empty('Statements', 'Statements by total time would appear here. No statement has been run through JDBC in this time.')];
  const rows = a.statements.filter((r) => context.matches(statementKey(r)));
  return [
    el('h1', {}, 'SQL'),
    latencyPanel('sql', 'statements', heat, SQL, statementLabels(context.state.row), context),
    ...statementTexts(a.statements.filter((r) => statementKey(r) === context.state.row), context),
    panel(`Statements (${a.statements.length})`, [context.filterBox(), context.copy('statements', 'sql', prom.calls(SQL, null, ['db_query_summary']))], table(
      [{name: 'Statement', value: statementKey, show: statementKey, exact: (r) => `${statementKey(r)}: ${r.system} ${r.namespace}`}, ...callColumns()], rows,
      {...context.table, was: context.was[0]?.statements, label: 'Statements', key: statementKey, select: (r) => context.link('sql', {row: statementKey(r)}), selected: context.state.row})),
    a.rows.length ? panel('Rows returned', el('span', {class: 'quiet small'}, 'by verb, for each result'), table([
      {name: 'Verb', value: (r) => r.operation, show: (r) => `${r.operation} (${r.system})`},
      {name: 'Results', value: (r) => r.results, show: (r) => f.number(r.results)},
      {name: 'Rows', value: (r) => r.rows, show: (r) => f.number(r.rows), sort: true},
      {name: 'p50', value: (r) => r.p50Rows, show: (r) => f.number(r.p50Rows)},
      {name: 'p99', value: (r) => r.p99Rows, show: (r) => f.number(r.p99Rows)},
      {name: 'Max', value: (r) => r.maxRows, show: (r) => f.number(r.maxRows)},
    ], a.rows, {state: {}, setState: () => {}, label: 'Rows returned', key: (r) => r.operation + r.system})) : null,
  ];
}

// other servers

export function http([a, heat], context) {
  const name = (r) => `${r.address}:${r.port}`;
  if (!a.servers.length) return [el('h1', {}, 'HTTP clients'), empty('Servers called', 'Each server that this process calls would appear here. No outgoing HTTP call in this time.')];
  return [
    el('h1', {}, 'HTTP clients'),
    latencyPanel('http', 'servers', heat, CLIENT, serverLabels(context.state.row), context),
    panel(`Servers called (${a.servers.length})`, [context.filterBox(), context.copy('servers called', 'http-clients', prom.calls(CLIENT, null, ['server_address', 'server_port']))], table([
      {name: 'Server', value: name, show: name},
      {name: 'Active', value: (r) => r.active, show: (r) => f.number(r.active)}, ...callColumns()],
    a.servers.filter((r) => context.matches(name(r))),
    {...context.table, was: context.was[0]?.servers, label: 'Servers called', key: name, select: (r) => context.link('http', {row: name(r)}), selected: context.state.row})),
  ];
}

/** What the page of routes asks for once it knows them: the heat map, and all about the chosen one. */
export function routeMore(state, a) {
  if (!a.routes.length) return [];
  const id = a.routes.find((r) => routeKey(r) === state.row)?.id;
  return [heatRequest(SERVER, routeLabels(state.row)), ...(id ? ['routes/' + id] : [])];
}

export const statementHeat = (state) => heatRequest(SQL, statementLabels(state.row));
export const serverHeat = (state) => heatRequest(CLIENT, serverLabels(state.row));
