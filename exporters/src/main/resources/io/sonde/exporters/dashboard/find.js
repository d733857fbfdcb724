// Finds a route, a statement, a pool, an executor, a server or a cache by its name.
import {el} from './widgets.js';

const MOST = 40;

const SOURCES = [
  ['routes', 'routes', (a) => a.routes.map((r) => `${r.method} ${r.route}`), 'route'],
  ['sql', 'sql', (a) => a.statements.map((r) => r.summary || r.operation), 'statement'],
  ['pools', 'pools', (a) => a.pools.map((r) => r.name), 'pool'],
  ['executors', 'pools', (a) => a.executors.map((r) => r.name), 'executor'],
  ['http-clients', 'http', (a) => a.servers.map((r) => `${r.address}:${r.port}`), 'server'],
  ['caches', 'caches', (a) => a.caches.map((r) => r.name), 'cache'],
];

/** Opens the dialog; pages are found too. */
export async function find(pages, link, ask) {
  const dialog = document.getElementById('find');
  const input = dialog.querySelector('input');
  const list = dialog.querySelector('ul');
  let entries = pages.map((page) => [page.title, 'page', link(page.name)]);
  const show = () => {
    const wanted = input.value.toLowerCase().split(/\s+/);
    const hits = entries.filter(([name]) => wanted.every((part) => name.toLowerCase().includes(part)));
    list.replaceChildren(...hits.slice(0, MOST).map(([name, kind, href]) => el('li', {},
      el('a', {href, onclick: () => dialog.close()}, name, ' ', el('span', {class: 'quiet small'}, kind)))));
    if (!hits.length) list.append(el('li', {class: 'quiet'}, 'Nothing of that name in the time shown.'));
  };
  input.value = '';
  input.oninput = show;
  // keys are the page's again
  dialog.onclose = () => document.activeElement?.blur();
  dialog.onkeydown = (event) => step(event, input, list);
  show();
  dialog.showModal();
  input.focus();
  const answers = await Promise.all(SOURCES.map(([api]) => ask(api).catch(() => null)));
  SOURCES.forEach(([, page, names, kind], i) => {
    if (answers[i]) entries = entries.concat(names(answers[i]).map((name) => [name, kind, link(page, {row: name, q: null})]));
  });
  show();
}

function step(event, input, list) {
  const links = [...list.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement);
  if (event.key === 'ArrowDown') links[Math.min(links.length - 1, at + 1)]?.focus();
  else if (event.key === 'ArrowUp') (links[at - 1] || input).focus();
  else if (event.key === 'Enter' && document.activeElement === input) links[0]?.click();
  else return;
  event.preventDefault();
}
