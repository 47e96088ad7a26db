'use strict';
(() => {
  const curves = JSON.parse(document.getElementById('curves').textContent);
  const keys = [...document.querySelectorAll('button.key')];
  const hidden = new Set();
  const holder = document.getElementById('charts');
  const traffic = document.getElementById('bits');

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const methodColour = index => colour('--m' + index % 8);

  const significant = (v, digits) => Number(v.toPrecision(digits)).toString();
  const bytes = v => {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let unit = 0;
    while (v >= 999.5 && unit < units.length - 1) { v /= 1000; unit++; }
    return significant(v, 3) + ' ' + units[unit];
  };
  const seconds = v => v < 120 ? significant(v, 3) + ' s' : significant(v / 60, 3) + ' min';
  const percent = v => significant(v * 100, 4) + ' %';
  const count = v => v >= 10000 ? significant(v / 1000, 3) + 'k' : significant(v, 4);

  const across = [
    { column: 'bytes', words: 'bytes sent per worker', show: bytes, log: true },
    { column: 'seconds', words: 'training time', show: seconds, log: false },
    { column: 'steps', words: 'steps', show: count, log: false },
  ];
  const up = [
    { column: 'accuracy', words: 'Accuracy', show: percent, log: false },
    { column: 'loss', words: 'Loss', show: v => significant(v, 3), log: true },
  ].filter(y => curves.some(c => c[y.column].some(v => v !== null)));

  const bits = { column: 'bits', words: 'Bits per parameter and step', show: v => significant(v, 3), log: true };

  // A logarithmic axis has no place for zero; the state before the first byte is left out there.
  const points = (curve, x, y) => curve[x.column]
    .map((v, i) => [v, curve[y.column][i]])
    .filter(([a, b]) => b !== null && (!x.log || a > 0) && (!y.log || b > 0));

  // Interesting is the end of the climb: show down to a few times the worst final distance from one.
  const lowestAccuracy = () => {
    const finals = curves.map(c => c.accuracy.filter(v => v !== null).at(-1)).filter(v => v !== undefined);
    return Math.max(0, Math.floor((1 - 6 * (1 - Math.min(...finals))) * 20) / 20);
  };

  // Labels at 1, 2 and 5 of each power of ten, or at the powers alone where there are many.
  const logLabels = (show, few) => (u, splits) => {
    const decades = Math.log10(splits.at(-1) / splits[0]);
    return splits.map(v => {
      const mantissa = Math.round(v / 10 ** Math.floor(Math.log10(v) + 1e-9));
      return mantissa === 1 || (decades < few && (mantissa === 2 || mantissa === 5)) ? show(v) : '';
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

  const chart = (x, y, place = holder) => {
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
    const range = y.column === 'accuracy' ? () => [lowestAccuracy(), 1] : undefined;
    const plot = new uPlot({
      width: card.clientWidth - 20,
      height: 216,
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: { x: { time: false, distr: x.log ? 3 : 1 }, y: { distr: y.log ? 3 : 1, range } },
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

  let charts = [];
  const draw = () => {
    charts.forEach(c => c.plot.destroy());
    holder.replaceChildren();
    traffic.replaceChildren();
    charts = up.flatMap(y => across.map(x => chart(x, y)));
    if (curves.some(c => c.bits.some(v => v > 0))) charts.push(chart(across[2], bits, traffic));
  };
  draw();

  keys.forEach((key, i) => key.addEventListener('click', () => {
    hidden.has(i) ? hidden.delete(i) : hidden.add(i);
    key.classList.toggle('off', hidden.has(i));
    charts.forEach(c => c.plot.setSeries(i + 1, { show: !hidden.has(i) }));
  }));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  addEventListener('resize', () => charts.forEach(c => c.plot.setSize({ width: c.card.clientWidth - 20, height: 216 })));
})();
