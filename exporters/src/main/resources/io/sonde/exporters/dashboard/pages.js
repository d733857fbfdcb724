// One function for each page: which answers it needs and what it shows.
import * as f from './format.js';
import {bar, el, empty, heatMap, lineChart, panel, spark, table} from './widgets.js';

const callColumns = (timeName) => [
  {name: 'Rate', help: 'calls a second', value: (r) => r.ratePerSecond, show: (r) => f.rate(r.ratePerSecond), exact: (r) => `${r.count} calls`},
  {name: 'Errors', help: 'share of calls in error', value: (r) => r.errorRatio, show: (r) => (r.errors ? f.percent(r.errorRatio) : '0'),
    exact: (r) => `${r.errors} of ${r.count}`, mark: (r) => (r.errorRatio >= 0.05 ? 'bad' : null)},
  {name: 'p50', value: (r) => r.p50Seconds, show: (r) => f.seconds(r.p50Seconds), exact: (r) => `${r.p50Seconds} s, at most 0.8 % too high`},
  {name: 'p95', value: (r) => r.p95Seconds, show: (r) => f.seconds(r.p95Seconds), exact: (r) => `${r.p95Seconds} s, at most 0.8 % too high`},
  {name: 'p99', value: (r) => r.p99Seconds, show: (r) => f.seconds(r.p99Seconds), exact: (r) => `${r.p99Seconds} s, at most 0.8 % too high`},
  {name: 'Max', value: (r) => r.maxSeconds, show: (r) => f.seconds(r.maxSeconds)},
  {name: timeName, help: 'sum of all calls, and its share', sort: true, value: (r) => r.totalSeconds,
    show: (r) => el('span', {}, bar(r.timeShare), f.seconds(r.totalSeconds)), exact: (r) => `${r.totalSeconds} s, ${f.percent(r.timeShare)} of all`},
  {name: 'Rate over time', value: (r) => r.ratePerSecond, show: (r) => spark(r.rates, 'rate over time')},
];

function tile(name, value, note, mark, exact) {
  const lines = Array.isArray(note) ? note : [note];
  return el('div', {class: 'tile', title: exact}, el('span', {class: 'name'}, name), el('b', {class: mark || ''}, value),
    lines.map((line) => el('div', {class: 'quiet small'}, line)));
}

function findings(list, context) {
  if (!list.length) {
    return panel('Findings', el('span', {class: 'good small'}, 'nothing is wrong that metrics alone can prove'),
      el('p', {class: 'quiet'}, 'Looked for: starved pools, saturated queues, errors, slow statements, garbage collection pressure.'));
  }
  return panel(`Findings (${list.length})`, el('span', {class: 'quiet small'}, 'by time lost to users'), list.map((found) => el('article', {class: 'finding ' + found.severity},
    el('p', {}, el('span', {class: 'mark'}, found.severity === 'red' ? 'serious ' : 'warning '), el('a', {href: context.link(found.page)}, found.text)),
    el('p', {class: 'small'}, found.advice),
    el('p', {class: 'quiet small'}, found.arithmetic))));
}

function overview([a, routes], context) {
  const r = a.requests;
  const worst = [...a.saturation].sort((x, y) => y.ratio - x.ratio)[0];
  const score = a.score.value;
  const lost = a.score.parts.filter((p) => p.lostPoints >= 0.5).sort((x, y) => y.lostPoints - x.lostPoints);
  const scoreNote = lost.length ? lost.map((p) => `−${f.number(Math.round(p.lostPoints))} ${p.name}`) : 'of 100: nothing lost';
  const scoreExact = '100 less: ' + a.score.parts.map((p) => `${p.name}: ${p.arithmetic}`).join('; ');
  return [
    el('h1', {}, 'Overview'),
    findings(a.findings, context),
    el('div', {class: 'tiles'},
      tile('Score', f.number(score), scoreNote, score < 60 ? 'bad' : score < 85 ? 'warn' : 'good', scoreExact),
      tile('Rate', f.rate(r.ratePerSecond), `${f.number(r.count)} requests`),
      tile('Errors', f.percent(r.errorRatio), `${f.number(r.errors)} requests`, r.errorRatio >= 0.05 ? 'bad' : ''),
      tile('Duration p95', f.seconds(r.p95Seconds), `p50 ${f.seconds(r.p50Seconds)}, p99 ${f.seconds(r.p99Seconds)}`),
      tile('Saturation', worst ? f.percent(worst.ratio) : f.NONE, worst ? `${worst.name}, peak ${f.percent(worst.peakRatio)}` : 'no pool or executor seen', worst && worst.ratio > 0.9 ? 'warn' : '')),
    el('div', {class: 'charts'},
      lineChart('Requests and errors', a, [{name: 'requests', values: r.rates, color: 'blue'}, {name: 'errors', values: r.errorRates, color: 'red'}], f.rate),
      lineChart('Duration', a, [{name: 'p50', values: r.p50s, color: 'green'}, {name: 'p95', values: r.p95s, color: 'orange'}, {name: 'p99', values: r.p99s, color: 'purple'}], f.seconds)),
    routeTable(routes, context),
  ];
}

const routeKey = (r) => `${r.method} ${r.route}`;

function routeTable(a, context) {
  const rows = a.routes.filter((r) => context.matches(routeKey(r)));
  if (!a.routes.length) return empty('Routes', 'Each route of the web server would appear here. No request has been served in this time.');
  return panel(`Routes (${a.routes.length})`, context.filterBox(), table(
    [{name: 'Route', value: routeKey, show: routeKey, exact: routeKey}, ...callColumns('Time')], rows,
    {...context.table, label: 'Routes', key: routeKey, select: (r) => context.link('routes', {row: routeKey(r)}), selected: context.state.row}));
}

function routes([a, heat], context) {
  const chosen = context.state.row;
  return [
    el('h1', {}, 'Routes'),
    panel(chosen ? `Latency of ${chosen}` : 'Latency of all routes',
      el('span', {class: 'small'}, legend(), chosen ? el('a', {href: context.link('routes', {row: null})}, ' all routes') : ''),
      heat && heat.counts.some((s) => s.some((c) => c)) ? heatMap(heat) : el('p', {class: 'quiet'}, 'No request in this time.')),
    routeTable(a, context),
  ];
}

function legend() {
  return el('span', {class: 'legend quiet'}, [['green', 'p50'], ['orange', 'p95'], ['purple', 'p99'], ['blue', 'requests (darker: more)']].map(([c, name]) => {
    const swatch = el('i');
    swatch.style.background = `var(--${c})`;
    return el('span', {}, swatch, name);
  }));
}

function sql([a], context) {
  const name = (r) => r.summary || r.operation || '(no text)';
  const rows = a.statements.filter((r) => context.matches(name(r)));
  if (!a.statements.length) return [el('h1', {}, 'SQL'), empty('Statements', 'Statements by total time would appear here. No statement has been run through JDBC in this time.')];
  return [
    el('h1', {}, 'SQL'),
    panel(`Statements (${a.statements.length})`, context.filterBox(), table(
      [{name: 'Statement', value: name, show: name, exact: (r) => `${name(r)}: ${r.system} ${r.namespace}`}, ...callColumns('Time')], rows,
      {...context.table, label: 'Statements', key: name})),
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

function waitPair(title, note, a, wait95, wait50, busy, waiting, limit, names) {
  return panel(title, el('span', {class: 'quiet small'}, note), el('div', {class: 'charts'},
    lineChart(`${title}: ${names.depth}`, a, [
      {name: names.busy, values: busy, color: 'blue', fill: true, stepped: true},
      {name: names.waiting, values: waiting, color: 'orange', fill: true, stepped: true},
      ...(limit ? [{name: 'limit', values: busy.map(() => limit), color: 'quiet', dash: [4, 4]}] : []),
    ], f.number, {title: names.depth}),
    lineChart(`${title}: wait`, a, [{name: 'p50', values: wait50, color: 'green'}, {name: 'p95', values: wait95, color: 'orange'}], f.seconds, {title: 'wait'})));
}

/** Executors that get charts, those with the longest waits; the table has all. */
const DRAWN_EXECUTORS = 3;

function pools([p, e], context) {
  const shown = [el('h1', {}, 'Pools and executors')];
  if (!p.pools.length) shown.push(empty('Connection pools', 'Waits for a connection would appear here. No connection pool has been seen in this JVM.'));
  for (const pool of p.pools) {
    shown.push(waitPair(`Pool ${pool.name}`, `${f.number(pool.used)} of ${f.number(pool.max)} in use, ${f.number(pool.pending)} waiting; wait p95 ${f.seconds(pool.wait.p95Seconds)}, p99 ${f.seconds(pool.wait.p99Seconds)}; held p50 ${f.seconds(pool.use.p50Seconds)}, p95 ${f.seconds(pool.use.p95Seconds)}; ${f.number(pool.timeouts)} timeouts`,
      p, pool.waitP95s, pool.waitP50s, pool.useds, pool.pendings, pool.max, {depth: 'connections', busy: 'in use', waiting: 'waiting'}));
  }
  if (!e.executors.length) shown.push(empty('Executors', 'Waits in queues would appear here. No thread pool has run a task in this JVM.'));
  const byWait = [...e.executors].sort((x, y) => y.wait.totalSeconds - x.wait.totalSeconds);
  for (const x of byWait.slice(0, DRAWN_EXECUTORS)) {
    shown.push(waitPair(`Executor ${x.name}`, `${f.number(x.active)} of ${f.number(x.max ?? x.size)} threads busy, ${f.number(x.queued)} queued, ${f.number(x.rejected)} rejected; wait p95 ${f.seconds(x.wait.p95Seconds)}, p99 ${f.seconds(x.wait.p99Seconds)}; runs p50 ${f.seconds(x.run.p50Seconds)}, p95 ${f.seconds(x.run.p95Seconds)}; ${f.rate(x.ratePerSecond)}`,
      e, x.waitP95s, x.waitP50s, x.actives, x.queueds, x.max, {depth: 'threads and queue', busy: 'busy', waiting: 'queued'}));
  }
  if (e.executors.length) shown.push(executorTable(e.executors, context));
  return shown;
}

function executorTable(rows, context) {
  return panel(`All executors (${rows.length})`, context.filterBox(), table([
    {name: 'Executor', value: (r) => r.name, show: (r) => r.name},
    {name: 'Busy', value: (r) => r.active, show: (r) => f.number(r.active)},
    {name: 'Threads', help: 'limit, or how many there are', value: (r) => r.max ?? r.size, show: (r) => f.number(r.max ?? r.size)},
    {name: 'Queued', value: (r) => r.queued, show: (r) => f.number(r.queued)},
    {name: 'Rejected', value: (r) => r.rejected, show: (r) => f.number(r.rejected), mark: (r) => (r.rejected ? 'bad' : null)},
    {name: 'Rate', value: (r) => r.ratePerSecond, show: (r) => f.rate(r.ratePerSecond)},
    {name: 'Wait p50', value: (r) => r.wait.p50Seconds, show: (r) => f.seconds(r.wait.p50Seconds)},
    {name: 'Wait p95', value: (r) => r.wait.p95Seconds, show: (r) => f.seconds(r.wait.p95Seconds)},
    {name: 'Waited in all', sort: true, value: (r) => r.wait.totalSeconds, show: (r) => f.seconds(r.wait.totalSeconds)},
    {name: 'Run p50', value: (r) => r.run.p50Seconds, show: (r) => f.seconds(r.run.p50Seconds)},
    {name: 'Run p95', value: (r) => r.run.p95Seconds, show: (r) => f.seconds(r.run.p95Seconds)},
  ], rows.filter((r) => context.matches(r.name)), {...context.table, label: 'All executors', key: (r) => r.name}));
}

function http([a], context) {
  const name = (r) => `${r.address}:${r.port}`;
  if (!a.servers.length) return [el('h1', {}, 'HTTP clients'), empty('Servers called', 'Each server that this process calls would appear here. No outgoing HTTP call in this time.')];
  return [el('h1', {}, 'HTTP clients'), panel(`Servers called (${a.servers.length})`, context.filterBox(), table([
    {name: 'Server', value: name, show: name},
    {name: 'Active', value: (r) => r.active, show: (r) => f.number(r.active)}, ...callColumns('Time')],
  a.servers.filter((r) => context.matches(name(r))), {...context.table, label: 'Servers called', key: name}))];
}

function jvm([a]) {
  return [
    el('h1', {}, 'JVM'),
    el('div', {class: 'tiles'},
      tile('Heap', f.bytes(a.heapUsedBytes), `of ${f.bytes(a.heapMaxBytes)}`),
      tile('Outside the heap', f.bytes(a.otherUsedBytes), 'metaspace, code'),
      tile('Garbage collection', f.percent(a.gcRatio), `${f.number(a.gcPauses)} pauses, p99 ${f.seconds(a.gcP99Seconds)}`, a.gcRatio >= 0.05 ? 'bad' : ''),
      tile('Processor', f.percent(a.processCpuRatio), `machine ${f.percent(a.systemCpuRatio)}`),
      tile('Threads', f.number(a.threads), a.threadStates.filter((s) => s.threads).map((s) => `${s.threads} ${s.state}`).join(', ')),
      tile('Up', f.seconds(a.uptimeSeconds), `${f.number(a.classes)} classes, ${f.number(a.openFiles)} open files`)),
    el('div', {class: 'charts'},
      lineChart('Memory', a, [{name: 'heap', values: a.heapUseds, color: 'blue', fill: true}, {name: 'outside', values: a.otherUseds, color: 'purple'}], f.bytes, {max: a.heapMaxBytes}),
      lineChart('Processor', a, [{name: 'this process', values: a.processCpus, color: 'blue'}, {name: 'machine', values: a.systemCpus, color: 'quiet'}], f.percent, {max: 1}),
      lineChart('Garbage collection', a, [{name: 'share of time', values: a.gcRatios, color: 'orange', fill: true}], f.percent, {max: 0.01}),
      lineChart('Threads', a, [{name: 'live', values: a.threadCounts, color: 'green'}], f.number)),
    panel('Memory pools', null, table([
      {name: 'Pool', value: (r) => r.name, show: (r) => r.name},
      {name: 'Area', value: (r) => r.area, show: (r) => r.area},
      {name: 'Used', value: (r) => r.usedBytes, show: (r) => f.bytes(r.usedBytes), sort: true},
      {name: 'Limit', value: (r) => r.maxBytes, show: (r) => f.bytes(r.maxBytes)},
    ], a.memoryPools, {state: {}, setState: () => {}, label: 'Memory pools', key: (r) => r.name})),
  ];
}

function profiles() {
  const link = (event, seconds) => el('a', {href: `/profile?event=${event}&seconds=${seconds}&format=html`, target: '_blank', rel: 'noopener'}, `${seconds} s`);
  const kind = (title, event, text) => panel(title, null, el('p', {class: 'quiet'}, text), el('p', {class: 'actions'}, [10, 30, 60].map((s) => link(event, s))));
  return [
    el('h1', {}, 'Profiles'),
    el('p', {class: 'quiet'}, 'A profile is taken from now on, and opens as a flame graph in a tab of its own when its time is over. One at a time.'),
    el('div', {class: 'charts'},
      kind('Processor', 'cpu', 'Which code uses the processor: width is time on it.'),
      kind('Allocation', 'alloc', 'Which code allocates: width is bytes.')),
  ];
}

function about([a]) {
  const labelText = (r) => Object.entries(r.labels).map(([k, v]) => `${k}=${v}`).join(' ');
  const sum = (metric) => a.series.filter((s) => s.metric === metric).reduce((n, s) => n + (s.value || 0), 0);
  const build = a.series.find((s) => s.metric === 'sonde_build_info');
  const swallowed = sum('sonde_suppressed_errors_total');
  const dropped = sum('sonde_overflow_total');
  return [
    el('h1', {}, 'About Sonde'),
    el('div', {class: 'tiles'},
      tile('Version', build ? build.labels.version : f.NONE, build ? `JDK ${build.labels.jdk}` : ''),
      tile('Classes rewritten', f.number(sum('sonde_instrumented_classes')), `${f.seconds(sum('sonde_transform_seconds_total'))} of class loading in this time`),
      tile('Errors swallowed', f.number(swallowed), 'in this time; should be 0', swallowed ? 'bad' : 'good'),
      tile('Dropped by bounds', f.number(dropped), 'series and entries, in this time', dropped ? 'warn' : 'good'),
      tile('History', f.bytes(a.historyUsedBytes), `of ${f.bytes(a.historyBudgetBytes)}, ${f.number(a.historySeries)} series since ${f.clock(a.historyFromMillis, true)}`)),
    a.historyDroppedSeries ? el('p', {class: 'warn'}, `${f.number(a.historyDroppedSeries)} times a series was dropped from the history to stay within its budget, the least used first.`) : null,
    panel('What Sonde says about itself', null, table([
      {name: 'Metric', value: (r) => r.metric + labelText(r), exact: (r) => r.help,
        show: (r) => el('span', {}, r.metric, ' ', el('span', {class: 'quiet'}, labelText(r)))},
      {name: 'Value', value: (r) => r.value, show: (r) => (r.metric.includes('seconds') ? f.seconds(r.value) : f.number(r.value))},
    ], a.series, {state: {sort: 'Metric', up: '1'}, setState: () => {}, label: 'Metrics of Sonde', key: (r) => r.metric + labelText(r)})),
    panel('Elsewhere', null, el('p', {class: 'actions'},
      [['/metrics', 'Metrics for Prometheus'], ['/health', 'Health'], ['/api/v1/openapi.json', 'API description'], ['/dashboard/chart.LICENSE.txt', 'Licence of Chart.js']]
        .map(([href, text]) => el('a', {href, target: '_blank', rel: 'noopener'}, text)))),
  ];
}

function heatRequest(state) {
  const query = new URLSearchParams({metric: 'http_server_request_duration_seconds'});
  const space = (state.row || '').indexOf(' ');
  if (space > 0) {
    query.append('labels', 'http_request_method=' + state.row.slice(0, space));
    query.append('labels', 'http_route=' + state.row.slice(space + 1));
  }
  return 'heatmap?' + query;
}

export const PAGES = [
  {name: 'overview', title: 'Overview', key: 'o', needs: () => ['overview', 'routes'], show: overview},
  {name: 'routes', title: 'Routes', key: 'r', needs: (state) => ['routes', heatRequest(state)], optional: true, show: routes},
  {name: 'sql', title: 'SQL', key: 's', needs: () => ['sql'], show: sql},
  {name: 'pools', title: 'Pools', key: 'p', needs: () => ['pools', 'executors'], show: pools},
  {name: 'http', title: 'HTTP clients', key: 'h', needs: () => ['http-clients'], show: http},
  {name: 'jvm', title: 'JVM', key: 'j', needs: () => ['jvm'], show: jvm},
  {name: 'profiles', title: 'Profiles', key: 'f', needs: () => [], show: profiles},
  {name: 'about', title: 'About', key: 'a', needs: () => ['about'], show: about},
];
