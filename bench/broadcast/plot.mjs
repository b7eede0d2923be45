// Throughput as a logarithmic bar chart, readable on light and dark pages.
const WIDTH = 720;
const BAR = 18;
const LEFT = 170;
const RIGHT = 110;
const COLORS = /** @type {Record<string, string>} */ ({
  'Lighter Broadcaster': '#2f6fed',
  'plain ws loop': '#9a9a9a',
  'bare net.Socket loop': '#c9832b',
});

/** @param {import('./throughput.mjs').Row[]} rows */
export function plot(rows) {
  const top = Math.max(...rows.map((row) => row.perSecond));
  const bottom = Math.min(...rows.map((row) => row.perSecond)) / 2;
  const scale = /** @param {number} value */ (value) =>
    ((WIDTH - LEFT - RIGHT) * Math.log(value / bottom)) / Math.log(top / bottom);
  let y = 40;
  const parts = [];
  for (const clients of new Set(rows.map((row) => row.clients))) {
    parts.push(`<text x="0" y="${y + 14}" font-weight="bold">${clients.toLocaleString('en')} clients</text>`);
    for (const row of rows.filter((other) => other.clients === clients)) {
      y += BAR + 4;
      parts.push(
        `<text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${row.name}</text>`,
        `<rect x="${LEFT}" y="${y}" width="${scale(row.perSecond).toFixed(1)}" height="${BAR}" fill="${COLORS[row.name]}"/>`,
        `<text x="${LEFT + scale(row.perSecond) + 6}" y="${y + 13}">${Math.round(row.perSecond).toLocaleString('en')}</text>`,
      );
    }
    y += BAR + 20;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="system-ui, sans-serif" font-size="12" fill="#7a7a7a">
<text x="0" y="16" font-size="14" font-weight="bold">Messages of 1 KB delivered per second (flood, logarithmic)</text>
${parts.join('\n')}
</svg>
`;
}
