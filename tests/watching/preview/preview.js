// Draws a dashboard's own JSON from a live Prometheus: the same queries, variables put in.
'use strict';

const COLOURS = ['#7eb26d', '#eab839', '#6ed0e0', '#ef843c', '#e24d42', '#5a9be6', '#ba43a9', '#a4a1ff'];
const number = new Intl.NumberFormat('ru-RU', { maximumFractionDigits: 2 });

function shown(value, defaults) {
  const digits = defaults.decimals ?? 2;
  const said = new Intl.NumberFormat('ru-RU', { maximumFractionDigits: digits }).format(value);
  if (defaults.unit === 'percentunit') return `${number.format(Math.round(value * 1000) / 10)} %`;
  if (defaults.unit === 'd') return `${said} д.`;
  if (defaults.unit === 's') return value < 1 ? `${number.format(value * 1000)} мс` : `${number.format(value)} с`;
  return { eps: `${said}/с`, ops: `${said}/с`, cpm: `${said}/мин` }[defaults.unit] ?? said;
}

function coloured(value, defaults) {
  let colour = null;
  for (const step of defaults.thresholds.steps) if (step.value === null || value >= step.value) colour = step.color;
  return colour;
}

function step(world) {
  return Math.max(1, Math.round(world.seconds / 240));
}

function legend(target, metric) {
  if (target.legendFormat === '__auto') return Object.values(metric).join(' ');
  return target.legendFormat.replace(/\{\{(\w+)\}\}/g, (_, name) => metric[name] ?? '');
}

// As Grafana counts $__rate_interval: no step may fall between two windows.
function filled(expr, world) {
  const interval = Math.max(step(world) + world.scrape, 4 * world.scrape);
  return expr
    .replaceAll('$__rate_interval', `${interval}s`)
    .replaceAll('$__range', `${world.seconds}s`)
    .replace(/\$[a-z]\w*/g, '.*');
}

async function ask(address, path, params) {
  const answer = await fetch(`${address}/api/v1/${path}?${new URLSearchParams(params)}`);
  const said = await answer.json();
  if (said.status !== 'success') throw new Error(`${said.error}: ${params.query}`);
  return said.data.result;
}

async function lines(panel, world) {
  const found = [];
  for (const target of panel.targets) {
    const query = filled(target.expr, world);
    const ranged = panel.type === 'timeseries';
    const result = ranged
      ? await ask(world.address, 'query_range', { query, start: world.end - world.seconds, end: world.end, step: step(world) })
      : await ask(world.address, 'query', { query, time: world.end });
    for (const one of result) found.push({ name: legend(target, one.metric), metric: one.metric, values: one.values ?? [one.value] });
  }
  return found;
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

const DRAW = {
  stat(body, panel, found) {
    const value = Number(found[0].values.at(-1)[1]);
    const text = panel.options.textMode === 'name';
    const made = element('div', text ? found[0].name : shown(value, panel.fieldConfig.defaults), text ? 'stat text' : 'stat');
    made.style.background = coloured(value, panel.fieldConfig.defaults);
    body.append(made);
  },
  bargauge(body, panel, found) {
    const all = found.map((one) => ({ ...one, value: Number(one.values.at(-1)[1]) })).sort((a, b) => b.value - a.value);
    const most = Math.max(...all.map((one) => one.value), 1e-9);
    for (const one of all) {
      const bar = element('div', undefined, 'bar');
      const track = element('i');
      const fill = element('b');
      fill.style.width = `${Math.max(0, one.value / most) * 100}%`;
      fill.style.background = coloured(one.value, panel.fieldConfig.defaults);
      track.append(fill);
      bar.append(element('span', one.name), track, element('em', shown(one.value, panel.fieldConfig.defaults)));
      body.append(bar);
    }
  },
  table(body, panel, found) {
    const names = panel.transformations[0].options.renameByName;
    const table = element('table');
    const head = element('tr');
    for (const title of Object.values(names)) head.append(element('th', title));
    table.append(head);
    for (const one of found.sort((a, b) => b.values.at(-1)[1] - a.values.at(-1)[1])) {
      const row = element('tr');
      for (const name of Object.keys(names)) {
        const cell = element('td', name === 'Value' ? shown(Number(one.values.at(-1)[1]), panel.fieldConfig.defaults) : one.metric[name]);
        if (name === 'Value') cell.style.color = coloured(1, panel.fieldConfig.defaults);
        row.append(cell);
      }
      table.append(row);
    }
    body.append(table);
  },
  timeseries(body, panel, found, world) {
    const [width, height, left, base] = [1000, 300, 60, 262];
    const stacked = panel.fieldConfig.defaults.custom.stacking.mode === 'normal';
    const sums = new Map();
    for (const one of found) {
      one.points = one.values.map(([at, said]) => {
        const value = Number(said);
        const under = stacked ? sums.get(at) ?? 0 : 0;
        sums.set(at, under + value);
        return [at, under + value];
      });
    }
    const most = Math.max(...found.flatMap((one) => one.points.map(([, value]) => value)), 1e-9) * 1.08;
    const x = (at) => left + ((at - world.end + world.seconds) / world.seconds) * (width - left - 8);
    const y = (value) => base - (value / most) * (base - 8);
    const parts = [];
    for (const part of [0, 0.25, 0.5, 0.75, 1]) {
      parts.push(`<line x1="${left}" x2="${width}" y1="${y(most * part)}" y2="${y(most * part)}" stroke="#2b313c"/>`);
      parts.push(`<text x="${left - 6}" y="${y(most * part) + 4}" fill="#aab1bd" font-size="13" text-anchor="end">${number.format(most * part)}</text>`);
    }
    found.forEach((one, place) => {
      const path = one.points.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
      parts.push(`<polyline points="${path}" fill="none" stroke="${COLOURS[place % COLOURS.length]}" stroke-width="2.5"/>`);
    });
    body.innerHTML = `<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">${parts.join('')}</svg>`;
    const key = element('div', undefined, 'legend');
    found.forEach((one, place) => {
      const mark = element('b', '━');
      mark.style.color = COLOURS[place % COLOURS.length];
      key.append(mark, `${one.name}   `);
    });
    body.append(key);
  },
};

// Resolves to what was drawn: by the panel's title, how many lines it has.
async function draw(dashboard, world) {
  document.querySelector('h1').textContent = dashboard.title;
  document.querySelector('header p').textContent = dashboard.description;
  const main = document.querySelector('main');
  const drawn = {};
  for (const panel of dashboard.panels) {
    const { x, y, w, h } = panel.gridPos;
    const made = element('section', undefined, panel.type === 'row' ? 'row' : '');
    made.style.gridArea = `${y + 1} / ${x + 1} / span ${h} / span ${w}`;
    made.title = panel.description ?? '';
    made.append(element('h2', panel.title));
    main.append(made);
    if (panel.type === 'row') continue;
    const body = element('div', undefined, 'body');
    made.append(body);
    const found = await lines(panel, world);
    drawn[panel.title] = found.length;
    if (found.length) DRAW[panel.type](body, panel, found, world);
    else body.append(element('div', 'ничего', 'nothing'));
  }
  return drawn;
}
