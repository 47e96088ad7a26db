(() => {
  const curves = gossamer.curves();
  const { significant, bytes, seconds, percent, count } = gossamer.show;
  const holder = document.getElementById('charts');
  const traffic = document.getElementById('bits');

  // Interesting is the end of the climb: show down to a few times the worst final distance from one.
  const lowestAccuracy = () => {
    const finals = curves.map(c => c.accuracy.filter(v => v !== null).at(-1)).filter(v => v !== undefined);
    return Math.max(0, Math.floor((1 - 6 * (1 - Math.min(...finals))) * 20) / 20);
  };

  const across = [
    { column: 'bytes', words: 'bytes sent per worker', show: bytes, log: true },
    { column: 'seconds', words: 'training time', show: seconds, log: false },
    { column: 'steps', words: 'steps', show: count, log: false },
  ];
  const up = [
    { column: 'accuracy', words: 'Accuracy', show: percent, log: false, range: () => [lowestAccuracy(), 1] },
    { column: 'loss', words: 'Loss', show: v => significant(v, 3), log: true },
  ].filter(y => curves.some(c => c[y.column].some(v => v !== null)));
  const virtual = { column: 'virtualTime', words: 'virtual time, 1 for the slowest client', show: v => significant(v, 4), log: false };
  const bits = { column: 'bits', words: 'Bits per parameter and step', show: v => significant(v, 3), log: true };

  const plots = up.flatMap(y => across.map(x => ({ x, y, place: holder })));
  if (curves.some(c => c.bits.some(v => v > 0))) plots.push({ x: across[2], y: bits, place: traffic });
  if (curves.some(c => c.virtualTime.some(v => v > 0))) {
    plots.push(...up.map(y => ({ x: virtual, y, place: document.getElementById('virtual') })));
  }
  gossamer.draw(curves, plots);
})();
