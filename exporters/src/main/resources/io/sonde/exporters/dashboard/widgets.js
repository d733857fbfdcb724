// Elements of the pages. Text reaches the document as text nodes only.
import * as format from './format.js';

const SVG = 'http://www.w3.org/2000/svg';

export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) element.append(child);
  }
  return element;
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function spark(values, what) {
  const top = Math.max(...values.filter((v) => v !== null), 0) || 1;
  const points = values.map((v, i) => `${(i / Math.max(1, values.length - 1)) * 96},${18 - ((v || 0) / top) * 16}`);
  return svg('svg', {class: 'spark', viewBox: '0 0 96 20', role: 'img', 'aria-label': what},
    svg('polyline', {points: points.join(' ')}));
}

export function bar(ratio) {
  const rect = svg('rect', {width: Math.max(0, Math.min(1, ratio || 0)) * 72, height: 8});
  return el('span', {class: 'bar', 'aria-hidden': 'true'}, svg('svg', {width: 72, height: 8}, rect));
}

export function panel(title, aside, ...children) {
  return el('section', {class: 'panel'},
    el('div', {class: 'row-head'}, el('h2', {}, title), aside || ''), ...children);
}

export function empty(title, text) {
  return panel(title, null, el('p', {class: 'quiet'}, text));
}

/** A table that sorts by its columns; columns: {name, value(row), show(row), sort: initial}. */
export function table(columns, rows, options) {
  const {state, setState, key, select, selected} = options;
  const sortName = state.sort || columns.find((c) => c.sort)?.name || columns[0].name;
  const column = columns.find((c) => c.name === sortName) || columns[0];
  const down = state.up !== '1';
  const sorted = [...rows].sort((a, b) => {
    const [x, y] = [column.value(a), column.value(b)];
    const order = typeof x === 'string' ? x.localeCompare(y) : (x ?? -Infinity) - (y ?? -Infinity);
    return down ? -order : order;
  });
  const head = el('tr', {}, columns.map((c) => el('th', {
    scope: 'col', 'aria-sort': c === column ? (down ? 'descending' : 'ascending') : null, title: c.help,
  }, el('button', {onclick: () => setState({sort: c.name, up: c === column && down ? '1' : null})},
    c.name + (c === column ? (down ? ' ↓' : ' ↑') : '')))));
  const body = sorted.map((row) => {
    const id = key(row);
    const cells = columns.map((c, i) => {
      const content = c.show(row);
      const exact = c.exact ? c.exact(row) : null;
      const inner = i === 0 && select ? el('a', {href: select(row)}, content) : content;
      return el('td', {title: exact, class: c.mark ? c.mark(row) : null}, inner);
    });
    return el('tr', {'aria-selected': selected !== undefined && selected === id ? 'true' : null}, cells);
  });
  return el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': options.label},
    el('table', {}, el('thead', {}, head), el('tbody', {}, body)));
}

export function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

const charts = new Map();

/** Keeps the charts of the pages that are not shown from leaking. */
export function dropCharts() {
  for (const kept of charts.values()) kept.chart.destroy();
  charts.clear();
}

/** A line chart over the time of an answer; it survives redraws of its page under its name. */
export function lineChart(name, answer, lines, unit, options = {}) {
  let kept = charts.get(name);
  if (!kept) {
    const canvas = el('canvas', {role: 'img', 'aria-label': name});
    const box = el('div', {class: 'chart'}, canvas);
    kept = {box, canvas, chart: null};
    charts.set(name, kept);
    kept.chart = new Chart(canvas, {
      type: 'line',
      data: {labels: [], datasets: []},
      options: chartOptions(unit, options),
    });
  }
  const {chart} = kept;
  const long = answer.stepMillis * answer.steps > 86400000;
  chart.data.labels = Array.from({length: answer.steps}, (_, i) => format.clock(answer.fromMillis + i * answer.stepMillis, long));
  chart.data.datasets = lines.map((line) => ({
    label: line.name, data: line.values, borderColor: color(line.color), backgroundColor: color(line.color) + '33',
    borderWidth: 1.5, pointRadius: 0, pointHitRadius: 8, fill: line.fill || false, borderDash: line.dash || [],
    stepped: line.stepped || false, spanGaps: false, tension: 0, yAxisID: line.axis || 'y',
  }));
  // after the box is in the document, so that the size is known
  queueMicrotask(() => { if (kept.box.isConnected) { chart.resize(); chart.update('none'); } });
  return el('section', {class: 'panel'}, el('div', {class: 'row-head'},
    el('h2', {}, options.title || name), el('span', {class: 'legend small quiet'}, lines.map((line) => {
      const swatch = el('i');
      swatch.style.background = color(line.color);
      return el('span', {}, swatch, line.name);
    }))), kept.box);
}

function chartOptions(unit, options) {
  const quiet = color('quiet');
  const scales = {
    x: {grid: {display: false}, ticks: {color: quiet, maxTicksLimit: 6, maxRotation: 0, autoSkip: true, autoSkipPadding: 16}},
    y: {beginAtZero: true, suggestedMax: options.max, grid: {color: color('line')}, border: {display: false},
      ticks: {color: quiet, maxTicksLimit: 5, callback: (v) => unit(v)}},
  };
  if (options.right) {
    scales.right = {position: 'right', beginAtZero: true, suggestedMax: options.rightMax, grid: {display: false},
      ticks: {color: quiet, maxTicksLimit: 5, callback: (v) => options.right(v)}};
  }
  return {
    animation: false, responsive: true, maintainAspectRatio: false, interaction: {mode: 'index', intersect: false},
    scales,
    plugins: {legend: {display: false}, tooltip: {callbacks: {
      label: (item) => `${item.dataset.label}: ${(item.dataset.yAxisID === 'right' ? options.right : unit)(item.parsed.y)}`,
    }}},
  };
}

/** Latency over time: how many calls in each band, with p50, p95 and p99 drawn on it. */
export function heatMap(answer) {
  const canvas = el('canvas', {class: 'heat', role: 'img', 'aria-label': 'Latency heat map with p50, p95 and p99'});
  new ResizeObserver(() => { if (canvas.isConnected) drawHeat(canvas, answer); }).observe(canvas);
  return canvas;
}

function drawHeat(canvas, answer) {
  const ratio = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const pen = canvas.getContext('2d');
  pen.scale(ratio, ratio);
  const [left, bottom] = [56, 18];
  const used = answer.counts.flatMap((step) => step.map((count, band) => (count ? band : -1))).filter((b) => b >= 0);
  const [low, high] = used.length ? [Math.max(0, Math.min(...used) - 1), Math.max(...used) + 1] : [0, 10];
  const rows = high - low + 1;
  const [cellWidth, cellHeight] = [(width - left) / answer.steps, (height - bottom) / rows];
  const most = Math.max(1, ...answer.counts.flat());
  pen.fillStyle = color('blue');
  answer.counts.forEach((step, i) => step.forEach((count, band) => {
    if (!count) return;
    pen.globalAlpha = 0.15 + 0.85 * Math.log1p(count) / Math.log1p(most);
    pen.fillRect(left + i * cellWidth, (high - band) * cellHeight, Math.ceil(cellWidth), Math.ceil(cellHeight));
  }));
  pen.globalAlpha = 1;
  pen.font = '12px system-ui, sans-serif';
  pen.fillStyle = color('quiet');
  pen.textAlign = 'right';
  const every = Math.max(1, Math.ceil(rows / 8));
  for (let band = low; band <= high; band += every) {
    pen.fillText(format.seconds(answer.bands[band]), left - 6, (high - band) * cellHeight + cellHeight / 2 + 4);
  }
  pen.textAlign = 'left';
  pen.fillText(format.clock(answer.fromMillis), left, height - 4);
  pen.textAlign = 'right';
  pen.fillText(format.clock(answer.fromMillis + answer.steps * answer.stepMillis), width, height - 4);
  const place = (value) => (high + 0.5 - 2 * Math.log2(value / answer.bands[0])) * cellHeight;
  for (const [values, name] of [[answer.p50s, 'green'], [answer.p95s, 'orange'], [answer.p99s, 'purple']]) {
    pen.strokeStyle = color(name);
    pen.lineWidth = 1.75;
    pen.beginPath();
    let down = false;
    values.forEach((value, i) => {
      if (value === null) { down = false; return; }
      const [x, y] = [left + (i + 0.5) * cellWidth, place(value)];
      if (down) pen.lineTo(x, y); else pen.moveTo(x, y);
      down = true;
    });
    pen.stroke();
  }
}
