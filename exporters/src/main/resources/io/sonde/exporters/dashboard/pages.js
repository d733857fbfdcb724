// The list of pages: which answers each needs, which it wants too once it has those, and what shows them.
import {http, overview, routeMore, routes, serverHeat, sql, statementHeat} from './calls.js';
import {findings} from './findings.js';
import {slow} from './requests.js';
import {about, jvm, profiles} from './process.js';
import {caches, pools} from './waits.js';

export const PAGES = [
  {name: 'overview', title: 'Overview', key: 'o', needs: () => ['overview', 'routes'], calm: ['routes'], show: overview},
  {name: 'findings', title: 'Findings', key: 'i', needs: () => ['findings'], show: findings},
  {name: 'routes', title: 'Routes', key: 'r', needs: () => ['routes'], then: (state, [a]) => routeMore(state, a), show: routes},
  {name: 'slow', title: 'Slow requests', key: 'w', needs: () => ['requests/slow'], show: slow},
  {name: 'sql', title: 'SQL', key: 's', needs: () => ['sql'], then: (state, [a]) => (a.statements.length ? [statementHeat(state)] : []), show: sql},
  {name: 'pools', title: 'Pools', key: 'p', needs: () => ['pools', 'executors'], show: pools},
  {name: 'http', title: 'HTTP clients', key: 'h', needs: () => ['http-clients'], then: (state, [a]) => (a.servers.length ? [serverHeat(state)] : []), show: http},
  {name: 'caches', title: 'Caches', key: 'c', needs: () => ['caches', 'resilience'], show: caches},
  {name: 'jvm', title: 'JVM', key: 'j', needs: () => ['jvm'], show: jvm},
  {name: 'profiles', title: 'Profiles', key: 'f', needs: () => ['jvm', 'overview', '/profile/status'], show: profiles},
  {name: 'about', title: 'Own cost', key: 'a', needs: () => ['about'], show: about},
];
