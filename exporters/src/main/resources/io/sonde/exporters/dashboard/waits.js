// Pages about what threads wait for, and what stands between the application and others.
import * as f from './format.js';
import {lineChart} from './charts.js';
import {prom} from './copy.js';
import {el, empty, panel, spark, table} from './widgets.js';

/** Executors and pools that get charts, those with the longest waits; the tables have all. */
const DRAWN_EXECUTORS = 3;
const DRAWN_POOLS = 4;

const POOL = 'db_client_connection_pool_name';

function waitPair(title, note, a, one, was, limit, names, context, copies) {
  const chosen = context.state.row === names.subject;
  return el('div', {class: chosen ? 'chosen' : null}, panel(title, el('span', {class: 'quiet small'}, note), el('div', {class: 'charts'},
    lineChart(`${title}: ${names.depth}`, a, [
      {name: names.busy, values: one.busy, color: 'blue', fill: true, stepped: true, was: was?.busy},
      {name: names.waiting, values: one.waiting, color: 'orange', fill: true, stepped: true, was: was?.waiting},
      ...(limit ? [{name: 'limit', values: one.busy.map(() => limit), color: 'quiet', dash: [4, 4]}] : []),
    ], f.number, {title: names.depth, pick: context.pick, aside: copies[0]}),
    lineChart(`${title}: wait`, a, [{name: 'p50', values: one.p50, color: 'green'}, {name: 'p95', values: one.p95, color: 'orange', was: was?.p95}], f.seconds,
      {title: 'wait', pick: context.pick, aside: copies[1]}))));
}

function poolPanel(pool, old, answer, context) {
  const series = (p) => p && {busy: p.useds, waiting: p.pendings, p50: p.waitP50s, p95: p.waitP95s};
  const labels = {[POOL]: pool.name};
  const note = `${f.number(pool.used)} of ${f.number(pool.max)} in use, ${f.number(pool.pending)} waiting; wait p95 ${f.seconds(pool.wait.p95Seconds)}, p99 ${f.seconds(pool.wait.p99Seconds)}; held p50 ${f.seconds(pool.use.p50Seconds)}, p95 ${f.seconds(pool.use.p95Seconds)}; ${f.number(pool.timeouts)} timeouts`;
  return waitPair(`Pool ${pool.name}`, note, answer, series(pool), series(old), pool.max,
    {depth: 'connections', busy: 'in use', waiting: 'waiting', subject: pool.name}, context, [
      context.copy(`connections of ${pool.name}`, 'pools', [prom.gauge('db_client_connection_count', labels), prom.gauge('db_client_connection_pending_requests', labels)]),
      context.copy(`wait for ${pool.name}`, 'pools', [0.5, 0.95].map((q) => prom.quantile(q, 'db_client_connection_wait_time_seconds', labels)))]);
}

function executorPanel(x, old, answer, context) {
  const series = (e) => e && {busy: e.actives, waiting: e.queueds, p50: e.waitP50s, p95: e.waitP95s};
  const labels = {name: x.name};
  const note = `${f.number(x.active)} of ${f.number(x.max ?? x.size)} threads busy, ${f.number(x.queued)} queued, ${f.number(x.rejected)} rejected; wait p95 ${f.seconds(x.wait.p95Seconds)}, p99 ${f.seconds(x.wait.p99Seconds)}; runs p50 ${f.seconds(x.run.p50Seconds)}, p95 ${f.seconds(x.run.p95Seconds)}; ${f.rate(x.ratePerSecond)}`;
  return waitPair(`Executor ${x.name}`, note, answer, series(x), series(old), x.max,
    {depth: 'threads and queue', busy: 'busy', waiting: 'queued', subject: x.name}, context, [
      context.copy(`threads of ${x.name}`, 'executors', [prom.gauge('executor_active_threads', labels), prom.gauge('executor_queued_tasks', labels)]),
      context.copy(`queue wait of ${x.name}`, 'executors', [0.5, 0.95].map((q) => prom.quantile(q, 'executor_idle_seconds', labels)))]);
}

const named = (list, name) => list?.find((one) => one.name === name);

/** The chosen one first, then those that were waited for most. */
const byWait = (list, context) => [...list].sort((x, y) => (y.name === context.state.row) - (x.name === context.state.row) || y.wait.totalSeconds - x.wait.totalSeconds);

export function pools([p, e], context) {
  const [poolsWas, executorsWas] = context.was;
  const shown = [el('h1', {}, 'Pools and executors')];
  if (!p.pools.length) shown.push(empty('Connection pools', 'Waits for a connection would appear here. No connection pool has been seen in this JVM.'));
  for (const pool of byWait(p.pools, context).slice(0, DRAWN_POOLS)) shown.push(poolPanel(pool, named(poolsWas?.pools, pool.name), p, context));
  if (p.pools.length > DRAWN_POOLS) shown.push(poolTable(p.pools, poolsWas?.pools, context));
  if (!e.executors.length) shown.push(empty('Executors', 'Waits in queues would appear here. No thread pool has run a task in this JVM.'));
  for (const x of byWait(e.executors, context).slice(0, DRAWN_EXECUTORS)) shown.push(executorPanel(x, named(executorsWas?.executors, x.name), e, context));
  if (e.executors.length) shown.push(executorTable(e.executors, executorsWas?.executors, context));
  return shown;
}

function poolTable(rows, was, context) {
  return panel(`All pools (${rows.length})`, context.copy('pools', 'pools', [prom.quantile(0.95, 'db_client_connection_wait_time_seconds', null, [POOL])]), table([
    {name: 'Pool', value: (r) => r.name, show: (r) => r.name},
    {name: 'In use', value: (r) => r.used, show: (r) => f.number(r.used)},
    {name: 'Limit', value: (r) => r.max, show: (r) => f.number(r.max)},
    {name: 'Waiting', value: (r) => r.pending, show: (r) => f.number(r.pending)},
    {name: 'Timeouts', value: (r) => r.timeouts, show: (r) => f.number(r.timeouts), mark: (r) => (r.timeouts ? 'bad' : null)},
    {name: 'Wait p95', value: (r) => r.wait.p95Seconds, show: (r) => f.seconds(r.wait.p95Seconds)},
    {name: 'Waited in all', sort: true, value: (r) => r.wait.totalSeconds, show: (r) => f.seconds(r.wait.totalSeconds)},
    {name: 'Held p95', value: (r) => r.use.p95Seconds, show: (r) => f.seconds(r.use.p95Seconds)},
  ], rows.filter((r) => context.matches(r.name)),
  {...context.table, was, label: 'All pools', key: (r) => r.name, select: (r) => context.link('pools', {row: r.name}), selected: context.state.row}));
}

function executorTable(rows, was, context) {
  return panel(`All executors (${rows.length})`, [context.filterBox(), context.copy('executors', 'executors', [prom.quantile(0.95, 'executor_idle_seconds', null, ['name'])])], table([
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
  ], rows.filter((r) => context.matches(r.name)),
  {...context.table, was, label: 'All executors', key: (r) => r.name, select: (r) => context.link('pools', {row: r.name}), selected: context.state.row}));
}

export function caches([c, r], context) {
  return [el('h1', {}, 'Caches, breakers, retries'), cacheTable(c.caches, context), breakerTable(r.breakers), retryTable(r.retries),
    limitTable('Bulkheads', r.bulkheads), limitTable('Rate limiters', r.rateLimiters)];
}

function cacheTable(rows, context) {
  if (!rows.length) return empty('Caches', 'How often each cache had what was asked for would appear here. No cache that Sonde knows has been used in this JVM.');
  return panel(`Caches (${rows.length})`, context.copy('caches', 'caches', ['sum by (cache, result) (rate(cache_gets_total[1m]))']), table([
    {name: 'Cache', value: (r) => r.name, show: (r) => r.name},
    {name: 'Hits', help: 'share of gets', value: (r) => r.hitRatio, show: (r) => f.percent(r.hitRatio), exact: (r) => `${r.hits} of ${r.hits + r.misses}`},
    {name: 'Gets', sort: true, value: (r) => r.ratePerSecond, show: (r) => f.rate(r.ratePerSecond)},
    {name: 'Misses', value: (r) => r.misses, show: (r) => f.number(r.misses)},
    {name: 'Puts', value: (r) => r.puts, show: (r) => f.number(r.puts)},
    {name: 'Evictions', value: (r) => r.evictions, show: (r) => f.number(r.evictions)},
    {name: 'Entries', value: (r) => r.size, show: (r) => f.number(r.size)},
    {name: 'Hits over time', plain: true, value: (r) => r.hitRatio, show: (r) => spark(r.hitRatios, 'share of hits over time')},
  ], rows, {...context.table, was: context.was[0]?.caches, label: 'Caches', key: (r) => r.name, selected: context.state.row}));
}

const kinds = (list) => list.map((k) => `${f.number(k.calls)} ${k.kind}`).join(', ') || 'no call';

function breakerTable(rows) {
  if (!rows.length) return empty('Circuit breakers', 'The state of each breaker would appear here. No circuit breaker that Sonde knows has been used in this JVM.');
  return panel(`Circuit breakers (${rows.length})`, null, table([
    {name: 'Breaker', sort: true, value: (r) => r.name, show: (r) => r.name},
    {name: 'State', value: (r) => r.state, show: (r) => r.state || f.NONE, mark: (r) => (r.state === 'open' ? 'bad' : r.state === 'half_open' ? 'warn' : null)},
    {name: 'Open', help: 'share of the time', value: (r) => r.openRatio, show: (r) => f.percent(r.openRatio)},
    {name: 'Rate', value: (r) => r.ratePerSecond, show: (r) => f.rate(r.ratePerSecond)},
    {name: 'Calls', value: (r) => r.ratePerSecond, show: (r) => kinds(r.kinds)},
    {name: 'Refused', value: (r) => r.refused, show: (r) => f.number(r.refused)},
    {name: 'Rate over time', value: (r) => r.ratePerSecond, show: (r) => spark(r.rates, 'rate over time')},
  ], rows, {state: {up: '1'}, setState: () => {}, label: 'Circuit breakers', key: (r) => r.name}));
}

function retryTable(rows) {
  if (!rows.length) return null;
  return panel(`Retries (${rows.length})`, null, table([
    {name: 'Retry', sort: true, value: (r) => r.name, show: (r) => r.name},
    {name: 'Calls', value: (r) => r.kinds.reduce((n, k) => n + k.calls, 0), show: (r) => kinds(r.kinds)},
  ], rows, {state: {up: '1'}, setState: () => {}, label: 'Retries', key: (r) => r.name}));
}

const ofKind = (row, name) => row.kinds.find((k) => k.kind === name) || {calls: 0, p95Seconds: null};

function limitTable(title, rows) {
  if (!rows.length) return null;
  return panel(`${title} (${rows.length})`, null, table([
    {name: 'Name', sort: true, value: (r) => r.name, show: (r) => r.name},
    {name: 'Permitted', value: (r) => ofKind(r, 'permitted').calls, show: (r) => f.number(ofKind(r, 'permitted').calls)},
    {name: 'Refused', value: (r) => ofKind(r, 'not_permitted').calls, show: (r) => f.number(ofKind(r, 'not_permitted').calls)},
    {name: 'Wait p95', value: (r) => ofKind(r, 'permitted').p95Seconds, show: (r) => f.seconds(ofKind(r, 'permitted').p95Seconds)},
    {name: 'Left', help: 'calls that would be permitted now', value: (r) => r.available, show: (r) => f.number(r.available)},
  ], rows, {state: {up: '1'}, setState: () => {}, label: title, key: (r) => r.name}));
}
