(() => {
  const { bytes, seconds, percent, count } = gossamer.show;
  const course = document.getElementById('charts');
  const fleet = document.getElementById('fleet');
  const steps = { column: 'steps', words: 'steps', show: count, log: false };
  const share = { column: 'share', words: 'the share of the nodes that have no more', show: percent, log: false };
  gossamer.draw(gossamer.curves(), [
    { x: steps, y: { column: 'seconds', words: 'Time', show: seconds, log: false }, place: course },
    { x: steps, y: { column: 'bytes', words: 'Bytes sent per node', show: bytes, log: true }, place: course },
    { x: share, y: { column: 'idle', words: 'Idle', show: percent, log: false, range: () => [0, 1] }, place: fleet },
    { x: share, y: { column: 'sent', words: 'Bytes sent', show: bytes, log: true }, place: fleet },
  ]);
})();
