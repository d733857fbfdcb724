// Charts over time. They live across redraws of their page: a slot of the page names a chart, settle() fills it.
import * as format from './format.js';
import {el, legendOf, panel} from './widgets.js';

const charts = new Map();
const LEAST_DRAG_PIXELS = 6;

export function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

/** Forgets all charts: their colours are others now. */
export function dropCharts() {
  for (const kept of charts.values()) kept.drop();
  charts.clear();
}

/** After a page was drawn: puts charts into their slots, draws them, drops those that have none. */
export function settle(root) {
  const used = new Set();
  for (const slot of root.querySelectorAll('[data-kept]')) {
    const kept = charts.get(slot.dataset.kept);
    if (!kept) continue;
    used.add(kept);
    if (slot.firstChild !== kept.canvas) slot.replaceChildren(kept.canvas);
    kept.draw();
  }
  for (const [name, kept] of charts) {
    if (!used.has(kept)) {
      kept.drop();
      charts.delete(name);
    }
  }
}

function slot(name, kind, pick) {
  return el('div', {class: kind, 'data-kept': name, onpointerdown: pick ? (event) => drag(event, charts.get(name), pick) : null});
}

/** Marks a stretch of a chart with the pointer, and picks that time. */
function drag(event, kept, pick) {
  const box = event.currentTarget;
  if (!kept || event.button !== 0) return;
  const edge = box.getBoundingClientRect();
  const [left, right] = kept.area();
  const at = (e) => Math.min(right, Math.max(left, e.clientX - edge.left));
  const start = at(event);
  let mark = null;
  const move = (e) => {
    const x = at(e);
    if (!mark && Math.abs(x - start) >= LEAST_DRAG_PIXELS) {
      mark = el('div', {class: 'drag'});
      box.append(mark);
    }
    if (mark) {
      mark.style.left = Math.min(start, x) + 'px';
      mark.style.width = Math.abs(x - start) + 'px';
    }
  };
  const end = (e) => {
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', end);
    removeEventListener('pointercancel', end);
    if (!mark) return;
    mark.remove();
    if (e.type !== 'pointerup') return;
    const time = (x) => kept.fromMillis + ((x - left) / (right - left)) * kept.lengthMillis;
    pick(time(Math.min(start, at(e))), time(Math.max(start, at(e))));
  };
  addEventListener('pointermove', move);
  addEventListener('pointerup', end);
  addEventListener('pointercancel', end);
}

/**
 * A line chart over the time of an answer. A line: name, values, color, fill, stepped, dash, was (its values in the time
 * compared with). Options: title, max, aside, pick(from, to), stacked.
 */
export function lineChart(name, answer, lines, unit, options = {}) {
  let kept = charts.get(name);
  if (!kept) {
    const canvas = el('canvas', {role: 'img'});
    kept = {canvas, chart: null, drop: () => kept.chart?.destroy()};
    kept.area = () => [kept.chart.chartArea.left, kept.chart.chartArea.right];
    charts.set(name, kept);
  }
  kept.fromMillis = answer.fromMillis;
  kept.lengthMillis = answer.stepMillis * answer.steps;
  kept.draw = () => drawLines(kept, name, answer, lines, unit, options);
  const legend = lines.map((line) => [line.color, line.name]);
  return panel(options.title || name, [legendOf(legend), lines.some((line) => line.was) ? el('span', {class: 'quiet small'}, 'dashed: before') : null, options.aside],
    slot(name, 'chart', options.pick));
}

function drawLines(kept, name, answer, lines, unit, options) {
  if (kept.chart && kept.chart.width !== kept.canvas.parentNode.clientWidth) kept.chart.resize();
  if (!kept.chart) {
    kept.chart = new Chart(kept.canvas, {type: 'line', data: {labels: [], datasets: []}, options: chartOptions(unit, options)});
  }
  const long = answer.stepMillis * answer.steps > 86400000;
  const {chart} = kept;
  chart.data.labels = Array.from({length: answer.steps}, (_, i) => format.clock(answer.fromMillis + i * answer.stepMillis, long));
  const dataset = (label, values, line, more) => ({
    label, data: values, borderColor: color(line.color), backgroundColor: color(line.color) + '33',
    borderWidth: 1.5, pointRadius: 0, pointHitRadius: 8, fill: line.fill || false, borderDash: line.dash || [],
    stepped: line.stepped || false, spanGaps: false, tension: 0, ...more,
  });
  chart.data.datasets = lines.map((line, i) => dataset(line.name, line.values, line,
    options.stacked ? {fill: i ? '-1' : 'origin', backgroundColor: color(line.color) + 'cc', borderWidth: 0} : {}));
  for (const line of lines) {
    if (line.was) {
      chart.data.datasets.push(dataset(line.name + ' before', line.was, line,
        {borderWidth: 1, borderDash: [3, 3], fill: false, borderColor: color(line.color) + '99'}));
    }
  }
  kept.canvas.setAttribute('aria-label', `${name}: ` + lines.map((line) =>
    `${line.name} ${unit(line.values.findLast((v) => v !== null))}`).join(', '));
  chart.update('none');
}

/** Whole things are counted in whole numbers, bytes in powers of two. */
function tickSteps(unit, max) {
  if (unit === format.number) return {precision: 0};
  return unit === format.bytes && max > 0 ? {stepSize: 2 ** Math.round(Math.log2(max / 4))} : {};
}

function chartOptions(unit, options) {
  const quiet = color('quiet');
  return {
    animation: false, responsive: true, maintainAspectRatio: false, interaction: {mode: 'index', intersect: false},
    scales: {
      x: {grid: {display: false}, ticks: {color: quiet, maxTicksLimit: 6, maxRotation: 0, autoSkip: true, autoSkipPadding: 16}},
      y: {beginAtZero: true, stacked: options.stacked || false, suggestedMax: options.max, grid: {color: color('line')}, border: {display: false},
        ticks: {color: quiet, maxTicksLimit: 5, ...tickSteps(unit, options.max), callback: (v) => unit(v)}},
    },
    plugins: {legend: {display: false}, tooltip: {callbacks: {
      label: (item) => `${item.dataset.label}: ${unit(item.parsed.y)}`,
    }}},
  };
}

const LEFT = 56;
const BOTTOM = 18;
export const PERCENTILES = [['green', 'p50'], ['orange', 'p95'], ['purple', 'p99']];

/** Latency over time: how many calls in each band, with p50, p95 and p99 drawn on it. */
export function heatMap(name, answer, pick) {
  let kept = charts.get(name);
  if (!kept) {
    const canvas = el('canvas', {role: 'img'});
    const watch = new ResizeObserver(() => { if (canvas.isConnected) kept.draw(); });
    watch.observe(canvas);
    kept = {canvas, drop: () => watch.disconnect(), area: () => [LEFT, canvas.clientWidth]};
    charts.set(name, kept);
  }
  kept.fromMillis = answer.fromMillis;
  kept.lengthMillis = answer.stepMillis * answer.steps;
  kept.draw = () => drawHeat(kept.canvas, answer);
  const last = (values) => format.seconds(values.findLast((v) => v !== null));
  kept.canvas.setAttribute('aria-label', `Latency heat map; at its end p50 ${last(answer.p50s)}, p95 ${last(answer.p95s)}, p99 ${last(answer.p99s)}`);
  return slot(name, 'heat', pick);
}

function drawHeat(canvas, answer) {
  const ratio = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (canvas.width !== Math.round(width * ratio)) canvas.width = width * ratio;
  if (canvas.height !== Math.round(height * ratio)) canvas.height = height * ratio;
  const pen = canvas.getContext('2d');
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  const used = answer.counts.flatMap((step) => step.map((count, band) => (count ? band : -1))).filter((b) => b >= 0);
  const [low, high] = used.length ? [Math.max(0, Math.min(...used) - 1), Math.max(...used) + 1] : [0, 10];
  const rows = high - low + 1;
  const [cellWidth, cellHeight] = [(width - LEFT) / answer.steps, (height - BOTTOM) / rows];
  const most = Math.max(1, ...answer.counts.flat());
  pen.fillStyle = color('blue');
  answer.counts.forEach((step, i) => step.forEach((count, band) => {
    if (!count) return;
    pen.globalAlpha = 0.15 + 0.85 * Math.log1p(count) / Math.log1p(most);
    pen.fillRect(LEFT + i * cellWidth, (high - band) * cellHeight, Math.ceil(cellWidth), Math.ceil(cellHeight));
  }));
  pen.globalAlpha = 1;
  heatScales(pen, answer, {width, height, low, high, rows, cellHeight});
  const place = (value) => (high + 0.5 - 2 * Math.log2(value / answer.bands[0])) * cellHeight;
  const lines = [answer.p50s, answer.p95s, answer.p99s];
  PERCENTILES.forEach(([name], k) => {
    pen.strokeStyle = color(name);
    pen.lineWidth = 1.75;
    pen.beginPath();
    let down = false;
    lines[k].forEach((value, i) => {
      if (value === null) { down = false; return; }
      const [x, y] = [LEFT + (i + 0.5) * cellWidth, place(value)];
      if (down) pen.lineTo(x, y); else pen.moveTo(x, y);
      // between steps without a call a line would have no length
      if (!down && (lines[k][i + 1] ?? null) === null) pen.lineTo(x + cellWidth / 2, y);
      down = true;
    });
    pen.stroke();
  });
}

function heatScales(pen, answer, {width, height, low, high, rows, cellHeight}) {
  pen.font = '12px system-ui, sans-serif';
  pen.fillStyle = color('quiet');
  pen.textAlign = 'right';
  const every = Math.max(1, Math.ceil(rows / 8));
  for (let band = low; band <= high; band += every) {
    pen.fillText(format.seconds(answer.bands[band]), LEFT - 6, (high - band) * cellHeight + cellHeight / 2 + 4);
  }
  const long = answer.stepMillis * answer.steps > 86400000;
  pen.textAlign = 'left';
  pen.fillText(format.clock(answer.fromMillis, long), LEFT, height - 4);
  pen.textAlign = 'right';
  pen.fillText(format.clock(answer.fromMillis + answer.steps * answer.stepMillis, long), width, height - 4);
}
