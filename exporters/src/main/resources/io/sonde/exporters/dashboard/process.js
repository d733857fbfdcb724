// Pages about the process: the JVM, profiles, what Sonde costs.
import * as f from './format.js';
import {lineChart} from './charts.js';
import {prom} from './copy.js';
import {bar, el, panel, table, tile} from './widgets.js';

export function jvm([a], context) {
  const was = context.was[0];
  const copy = (what, ...metrics) => ({pick: context.pick, aside: context.copy(what, 'jvm', metrics)});
  return [
    el('h1', {}, 'JVM'),
    el('div', {class: 'tiles'},
      tile('Heap', f.bytes(a.heapUsedBytes), {note: `of ${f.bytes(a.heapMaxBytes)}`, now: a.heapUsedBytes, was: was?.heapUsedBytes}),
      tile('Outside the heap', f.bytes(a.otherUsedBytes), {note: 'metaspace, code', now: a.otherUsedBytes, was: was?.otherUsedBytes}),
      tile('Garbage collection', f.percent(a.gcRatio), {note: `${f.number(a.gcPauses)} pauses, p99 ${f.seconds(a.gcP99Seconds)}`, mark: a.gcRatio >= 0.05 ? 'bad' : '', now: a.gcRatio, was: was?.gcRatio}),
      tile('Processor', f.percent(a.processCpuRatio), {note: `machine ${f.percent(a.systemCpuRatio)}`}),
      tile('Threads', f.number(a.threads), {note: a.threadStates.filter((s) => s.threads).map((s) => `${s.threads} ${s.state}`).join(', '), now: a.threads, was: was?.threads}),
      tile('Up', f.seconds(a.uptimeSeconds), {note: `${f.number(a.classes)} classes, ${f.number(a.openFiles)} open files`})),
    el('div', {class: 'charts'},
      lineChart('Memory', a, [{name: 'heap', values: a.heapUseds, color: 'blue', fill: true, was: was?.heapUseds}, {name: 'outside', values: a.otherUseds, color: 'purple'}], f.bytes,
        {max: a.heapMaxBytes, ...copy('memory', 'sum by (area) (jvm_memory_used_bytes)')}),
      lineChart('Processor', a, [{name: 'this process', values: a.processCpus, color: 'blue', was: was?.processCpus}, {name: 'machine', values: a.systemCpus, color: 'quiet'}], f.percent,
        {max: 1, ...copy('processor', 'process_cpu_usage', 'system_cpu_usage')}),
      lineChart('Garbage collection', a, [{name: 'share of time', values: a.gcRatios, color: 'orange', fill: true, was: was?.gcRatios}], f.percent,
        {max: 0.01, ...copy('garbage collection', prom.rate('jvm_gc_pause_seconds_sum'))}),
      lineChart('Threads', a, [{name: 'live', values: a.threadCounts, color: 'green', was: was?.threadCounts}], f.number, copy('threads', 'jvm_threads_live_threads'))),
    panel('Memory pools', null, table([
      {name: 'Pool', value: (r) => r.name, show: (r) => r.name},
      {name: 'Area', value: (r) => r.area, show: (r) => r.area},
      {name: 'Used', value: (r) => r.usedBytes, show: (r) => f.bytes(r.usedBytes), sort: true},
      {name: 'Limit', value: (r) => r.maxBytes, show: (r) => f.bytes(r.maxBytes)},
    ], a.memoryPools, {state: {}, setState: () => {}, label: 'Memory pools', key: (r) => r.name})),
  ];
}

// profiles

const EVENTS = [['cpu', 'Processor', 'which code uses the processor'], ['alloc', 'Allocation', 'which code allocates'],
  ['lock', 'Locks', 'where threads wait for a lock'], ['wall', 'Waiting', 'where threads are, running or not']];

const iso = (millis) => new Date(millis).toISOString();

/** Where the flame graph of the time shown is; compared with another time, their difference. */
function flameAddress(event, state, format) {
  const query = new URLSearchParams({event, from: iso(state.to - state.w * 1000), to: iso(state.to), format});
  if (!state.c) return '/profile?' + query;
  query.set('baseFrom', iso(state.to - (state.w + state.c) * 1000));
  query.set('baseTo', iso(state.to - state.c * 1000));
  return '/profile/difference?' + query;
}

export function profiles([a, overview, status], context) {
  const continuous = status?.continuous;
  return [
    el('h1', {}, 'Profiles'),
    el('div', {class: 'charts'},
      lineChart('Processor of this process', a, [{name: 'this process', values: a.processCpus, color: 'blue', was: context.was[0]?.processCpus}], f.percent, {pick: context.pick}),
      lineChart('Duration of requests', overview, [{name: 'p95', values: overview.requests.p95s, color: 'orange', was: context.was[1]?.requests.p95s}], f.seconds, {pick: context.pick})),
    continuous?.state === 'running' || continuous?.slices > 0 ? keptProfile(continuous, context) : el('p', {class: 'quiet'},
      'Continuous profiling is off' + (continuous?.reason ? ` (${continuous.reason})` : '') + ': with it (option profiler.continuous) any time picked on a chart has its flame graph here.'),
    captures(),
  ];
}

function keptProfile(continuous, context) {
  const {state} = context;
  const since = (continuous.from ? `kept since ${f.clock(Date.parse(continuous.from))}` : 'its first slice is not complete yet')
    + (continuous.state === 'running' ? '' : `, ${continuous.state}`);
  const buttons = EVENTS.map(([event, name, help]) => el('button', {class: 'plain', title: help, 'aria-pressed': String(state.flame === event && !!state.to),
    onclick: () => context.go({flame: event, to: state.to || Date.now()})}, name));
  const head = panel(state.c ? 'Flame graph of the difference' : 'Flame graph of the time shown', el('span', {class: 'quiet small'}, since),
    el('p', {class: 'actions'}, buttons),
    el('p', {class: 'quiet small'}, 'Drag on a chart to pick the time; “compare with” makes it a difference: red is more than before, blue is less.'));
  if (!state.flame || !state.to) return head;
  const flame = flameAddress(state.flame, state, 'html');
  head.append(
    el('p', {class: 'actions'}, el('a', {href: flame, target: '_blank', rel: 'noopener'}, 'In a tab of its own'),
      ['hotspots', 'collapsed'].map((format) => el('a', {href: flameAddress(state.flame, state, format), target: '_blank', rel: 'noopener'}, format)),
      context.copy('profile', flame)),
    el('iframe', {class: 'flame', sandbox: 'allow-scripts', src: flame, title: `Flame graph of ${state.flame} from ${iso(state.to - state.w * 1000)} to ${iso(state.to)}`}));
  return head;
}

function captures() {
  const link = (event, seconds) => el('a', {href: `/profile?event=${event}&seconds=${seconds}&format=html`, target: '_blank', rel: 'noopener'}, `${seconds} s`);
  return panel('Take a profile now', el('span', {class: 'quiet small'}, 'it opens in a tab of its own when its time is over; one at a time'),
    el('div', {class: 'captures'}, EVENTS.map(([event, name, help]) => el('div', {}, el('p', {}, el('b', {}, name), ' ', el('span', {class: 'quiet'}, help)),
      el('p', {class: 'actions'}, [10, 30, 60].map((s) => link(event, s)))))));
}

// Sonde itself

const labelText = (r) => Object.entries(r.labels).map(([k, v]) => `${k}=${v}`).join(' ');

export function about([a], context) {
  const all = (metric) => a.series.filter((s) => s.metric === metric);
  const sum = (metric) => all(metric).reduce((n, s) => n + (s.value || 0), 0);
  const build = all('sonde_build_info')[0];
  const swallowed = sum('sonde_suppressed_errors_total');
  const dropped = sum('sonde_overflow_total');
  const overhead = all('sonde_overhead_ratio');
  return [
    el('h1', {}, 'What Sonde costs'),
    el('div', {class: 'tiles'},
      overhead.length ? tile('Share of the processor time', f.percent(sum('sonde_overhead_ratio')), {note: 'spent in probes, timed for 5 ms of each second'}) : null,
      tile('Version', build ? build.labels.version : f.NONE, {note: build ? `JDK ${build.labels.jdk}` : ''}),
      tile('Classes rewritten', f.number(sum('sonde_instrumented_classes')), {note: `${f.seconds(sum('sonde_transform_seconds_total'))} of class loading in this time`}),
      tile('Errors swallowed', f.number(swallowed), {note: 'in this time; should be 0', mark: swallowed ? 'bad' : 'good'}),
      tile('Dropped by bounds', f.number(dropped), {note: 'series and entries, in this time', mark: dropped ? 'warn' : 'good'}),
      tile('History', f.bytes(a.historyUsedBytes), {note: `of ${f.bytes(a.historyBudgetBytes)}, ${f.number(a.historySeries)} series since ${f.clock(a.historyFromMillis, true)}`})),
    a.historyDroppedSeries ? el('p', {class: 'warn'}, `${f.number(a.historyDroppedSeries)} times a series was dropped from the history to stay within its budget, the least used first.`) : null,
    a.overheads.length ? lineChart('Share of the processor time spent in probes', a,
      a.overheads.slice(0, 6).map((s, i) => ({name: Object.values(s.labels).join(' ') || 'all', values: s.means, color: ['blue', 'orange', 'green', 'purple', 'sky', 'quiet'][i]})), f.percent,
      {pick: context.pick, aside: context.copy('overhead', 'timeseries?metric=sonde_overhead_ratio', ['sonde_overhead_ratio'])}) : null,
    startup(all('sonde_startup_seconds')),
    panel('What Sonde says about itself', context.copy('Sonde', 'about', ['{__name__=~"sonde_.*"}']), table([
      {name: 'Metric', value: (r) => r.metric + labelText(r), exact: (r) => r.help,
        show: (r) => el('span', {}, r.metric, ' ', el('span', {class: 'quiet'}, labelText(r)))},
      {name: 'Value', value: (r) => r.value, show: (r) => (r.metric.includes('seconds') ? f.seconds(r.value) : r.metric.endsWith('ratio') ? f.percent(r.value) : f.number(r.value))},
    ], a.series, {state: {sort: 'Metric', up: '1'}, setState: () => {}, label: 'Metrics of Sonde', key: (r) => r.metric + labelText(r)})),
    panel('Elsewhere', null, el('p', {class: 'actions'},
      [['/metrics', 'Metrics for Prometheus'], ['/health', 'Health'], ['/api/v1/openapi.json', 'API description'], ['/dashboard/chart.LICENSE.txt', 'Licence of Chart.js']]
        .map(([href, text]) => el('a', {href, target: '_blank', rel: 'noopener'}, text)))),
  ];
}

function startup(phases) {
  if (!phases.length) return null;
  const longest = Math.max(...phases.map((p) => p.value || 0));
  return panel('Its start', el('span', {class: 'quiet small'}, 'since the JVM called it, beside the application\'s own start'), el('dl', {},
    phases.sort((x, y) => x.value - y.value).flatMap((p) => [el('dt', {}, Object.values(p.labels).join(' ')), el('dd', {}, bar(p.value / longest), f.seconds(p.value))])));
}
