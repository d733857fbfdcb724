// What can be taken along: a query for Prometheus, a command line, the page as one file.
import {el, icon} from './widgets.js';

const quoted = (text) => '"' + text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n') + '"';

function selector(labels) {
  const parts = Object.entries(labels || {}).map(([name, value]) => name + '=' + quoted(value));
  return parts.length ? '{' + parts.join(',') + '}' : '';
}

const by = (names) => (names?.length ? ` by (${names.join(', ')})` : '');

export const prom = {
  rate: (metric, labels, names) => `sum${by(names)}(rate(${metric}${selector(labels)}[1m]))`,
  quantile: (q, metric, labels, names) =>
    `histogram_quantile(${q}, sum${by(['le', ...(names || [])])}(rate(${metric}_bucket${selector(labels)}[1m])))`,
  errors: (metric, names) => `sum${by(names)}(rate(${metric}_count{error_type!=""}[1m]))`,
  gauge: (metric, labels) => metric + selector(labels),
  /** The usual ones about calls. */
  calls: (metric, labels, names) => [prom.rate(metric + '_count', labels, names), ...(labels ? [] : [prom.errors(metric, names)]),
    ...[0.5, 0.95, 0.99].map((q) => prom.quantile(q, metric, labels, names))],
};

const shellQuoted = (text) => "'" + text.replaceAll("'", "'\\''") + "'";

/** A button that shows what asks the same elsewhere. */
export function copyButton(what, address, queries = []) {
  return el('button', {class: 'plain copy', title: 'Copy as PromQL or curl', 'aria-label': `Copy ${what} as PromQL or curl`,
    onclick: () => showTexts(what, [...queries.map((query) => ['PromQL', query]), ['curl', 'curl -s ' + shellQuoted(new URL(address, location.href).href)]])}, icon('copy'));
}

function showTexts(what, texts) {
  const dialog = document.getElementById('texts');
  dialog.querySelector('h2').textContent = `Copy: ${what}`;
  dialog.querySelector('div').replaceChildren(...texts.map(([kind, text]) => {
    const code = el('code', {tabindex: '0'}, text);
    const button = el('button', {class: 'plain', 'aria-label': `Copy ${kind}: ${text}`, onclick: () => take(code, button)}, 'Copy');
    return el('p', {}, el('span', {class: 'quiet small'}, kind), button, code);
  }));
  dialog.showModal();
}

function take(code, button) {
  getSelection().selectAllChildren(code);
  const copied = () => { button.textContent = 'Copied'; };
  // without a secure origin there is no clipboard; the text is selected, the keyboard copies it
  if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(copied, () => {});
}

/** The page that is shown as one file without script: pictures for charts, and the answers it was made of. */
export async function exportPage(main, title, answers) {
  const copy = main.cloneNode(true);
  const charts = main.querySelectorAll('canvas');
  copy.querySelectorAll('canvas').forEach((canvas, i) => canvas.replaceWith(
    el('img', {src: charts[i].toDataURL(), alt: charts[i].getAttribute('aria-label'), width: charts[i].clientWidth, height: charts[i].clientHeight})));
  copy.querySelectorAll('input, select, iframe, .copy, .drag').forEach((part) => part.remove());
  copy.querySelectorAll('button, a').forEach((part) => part.replaceWith(...part.childNodes));
  copy.prepend(el('p', {class: 'quiet'}, `Sonde · ${title} · ${location.href} · saved ${new Date().toISOString()}`));
  copy.append(el('details', {class: 'panel'}, el('summary', {}, 'The answers this page was made of'), el('pre', {}, JSON.stringify(answers))));
  const style = await (await fetch('/dashboard/page.css')).text();
  const text = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
${el('title', {}, title + ' · Sonde').outerHTML}<style>${style}</style></head>
<body>${copy.outerHTML}</body></html>
`;
  const link = el('a', {href: URL.createObjectURL(new Blob([text], {type: 'text/html'})), download: fileName(title)});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return text;
}

const fileName = (title) => 'sonde-' + title.toLowerCase().replace(/[^a-z0-9]+/g, '-') + '-' + new Date().toISOString().slice(0, 19).replaceAll(':', '') + '.html';
