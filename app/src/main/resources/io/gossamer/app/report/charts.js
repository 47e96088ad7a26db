'use strict';
/* Plots of one line to a method. A page says which: pairs of axes, each with the column of the data it shows. */
const gossamer = (() => {
  const keys = [...document.querySelectorAll('button.key')];
  const hidden = new Set();

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const methodColour = index => colour('--m' + index % 8);

  const significant = (v, digits) => Number(v.toPrecision(digits)).toString();
  const show = {
    significant,
    bytes: v => {
      const units = ['B', 'kB', 'MB', 'GB', 'TB'];
      let unit = 0;
      while (v >= 999.5 && unit < units.length - 1) { v /= 1000; unit++; }
      return significant(v, 3) + ' ' + units[unit];
    },
    seconds: v => v < 120 ? significant(v, 3) + ' s' : v < 7200 ? significant(v / 60, 3) + ' min'
      : significant(v / 3600, 3) + ' h',
    percent: v => significant(v * 100, 4) + ' %',
    count: v => v >= 10000 ? significant(v / 1000, 3) + 'k' : significant(v, 4),
  };

  // A logarithmic axis has no place for zero; the state before the first byte is left out there, and everywhere what is unknown.
  const points = (curve, x, y) => curve[x.column]
    .map((v, i) => [v, curve[y.column][i]])
    .filter(([a, b]) => a !== null && b !== null && (!x.log || a > 0) && (!y.log || b > 0));

  // Labels at 1, 2 and 5 of each power of ten, or at the powers alone where there are many.
  const logLabels = (label, few) => (u, splits) => {
    const decades = Math.log10(splits.at(-1) / splits[0]);
    return splits.map(v => {
      const mantissa = Math.round(v / 10 ** Math.floor(Math.log10(v) + 1e-9));
      return mantissa === 1 || (decades < few && (mantissa === 2 || mantissa === 5)) ? label(v) : '';
    });
  };
  const keepAll = (u, splits) => splits;

  const nearest = (u, series) => {
    let best = null, distance = 32 * 32;
    series.forEach((s, i) => {
      if (hidden.has(i)) return;
      for (const [x, y] of s) {
        const px = u.valToPos(x, 'x'), py = u.valToPos(y, 'y');
        const d = (px - u.cursor.left) ** 2 + (py - u.cursor.top) ** 2;
        if (d < distance) { distance = d; best = { i, x, y, px, py }; }
      }
    });
    return best;
  };

  const chart = (curves, { x, y, place }) => {
    const card = document.createElement('div');
    card.className = 'chart';
    const heading = document.createElement('h3');
    const bold = document.createElement('b');
    bold.textContent = y.words;
    heading.append(bold, ' over ' + x.words);
    const tip = document.createElement('div');
    tip.className = 'tip';
    card.append(heading, tip);
    place.append(card);

    const series = curves.map(c => points(c, x, y));
    const data = uPlot.join(series.map(s => [s.map(p => p[0]), s.map(p => p[1])]));
    const axis = { stroke: colour('--soft'), grid: { stroke: colour('--grid'), width: 1 }, ticks: { show: false },
      font: '11px system-ui, sans-serif' };
    const scaled = (a, few) => a.log
      ? { filter: keepAll, values: logLabels(a.show, few) }
      : { values: (u, splits) => splits.map(a.show) };
    const plot = new uPlot({
      width: card.clientWidth - 20,
      height: 216,
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: { x: { time: false, distr: x.log ? 3 : 1 }, y: { distr: y.log ? 3 : 1, range: y.range } },
      axes: [
        { ...axis, ...scaled(x, 1.5), space: 60, size: 26, gap: 6 },
        { ...axis, ...scaled(y, 2.5), size: 52, space: y.log ? 12 : 30 },
      ],
      series: [{}, ...curves.map((c, i) => ({
        label: c.method, stroke: methodColour(i), width: 2, spanGaps: true, show: !hidden.has(i),
        points: { show: series[i].length < 40, size: 4, fill: methodColour(i) },
      }))],
      hooks: {
        setCursor: [u => {
          const hit = u.cursor.left < 0 ? null : nearest(u, series);
          tip.style.display = hit ? 'block' : 'none';
          if (!hit) return;
          tip.textContent = curves[hit.i].method + ' · ' + y.show(hit.y) + ' · ' + x.show(hit.x);
          const left = u.over.offsetLeft + hit.px + 18;
          tip.style.left = Math.min(left, card.clientWidth - tip.offsetWidth - 8) + 'px';
          tip.style.top = u.over.offsetTop + hit.py + 8 + 'px';
        }],
      },
    }, data, card);
    return { plot, card };
  };

  /* Draws them, and again whenever the colours change; a key of the legend hides its method and shows it again. */
  const draw = (curves, plots) => {
    let charts = [];
    const redraw = () => {
      charts.forEach(c => c.plot.destroy());
      plots.forEach(p => p.place.replaceChildren());
      charts = plots.map(p => chart(curves, p));
    };
    redraw();
    keys.forEach((key, i) => key.addEventListener('click', () => {
      hidden.has(i) ? hidden.delete(i) : hidden.add(i);
      key.classList.toggle('off', hidden.has(i));
      charts.forEach(c => c.plot.setSeries(i + 1, { show: !hidden.has(i) }));
    }));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
    addEventListener('resize', () => charts.forEach(c => c.plot.setSize({ width: c.card.clientWidth - 20, height: 216 })));
  };

  return { show, draw, curves: () => JSON.parse(document.getElementById('curves').textContent) };
})();
