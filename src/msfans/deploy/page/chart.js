// Scores over time as SVG: accepted round, rejected square, no score a cross at the bottom.

const NS = "http://www.w3.org/2000/svg";
const MARGIN = { left: 34, right: 14, top: 10, bottom: 24 };

export function element(name, attributes, text) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// samples: [{ time, score, mean }] with null where there is none; from, to: seconds shown.
export function drawChart(svg, samples, { threshold, from, to }) {
  const { width, height } = svg.getBoundingClientRect();
  if (!width) return;
  const x = (time) => MARGIN.left + ((time - from) / (to - from)) * (width - MARGIN.left - MARGIN.right);
  const y = (score) => MARGIN.top + (1 - score) * (height - MARGIN.top - MARGIN.bottom);
  const shown = samples.filter((sample) => sample.time >= from);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren(
    ...grid(x, y, from, to),
    ...means(shown, x, y),
    element("line", { class: "threshold", x1: x(from), x2: x(to), y1: y(threshold), y2: y(threshold) }),
    ...shown.map((sample) => mark(sample, x(sample.time), y, threshold)),
  );
  svg.setAttribute("aria-label", summary(samples, threshold));
}

function grid(x, y, from, to) {
  const scores = [0, 0.25, 0.5, 0.75, 1].flatMap((score) => [
    element("line", { class: "grid", x1: x(from), x2: x(to), y1: y(score), y2: y(score) }),
    element("text", { x: MARGIN.left - 6, y: y(score) + 4, "text-anchor": "end" }, score),
  ]);
  const step = [0.5, 1, 2, 5, 10, 30, 60].find((each) => (to - from) / each <= 8) ?? 120;
  const times = [];
  for (let time = Math.ceil(from / step) * step; time <= to + 1e-9; time += step) {
    times.push(element("text", { x: x(time), y: y(0) + 18, "text-anchor": "middle" }, `${time} s`));
  }
  return [...scores, ...times];
}

function means(samples, x, y) {
  const points = samples.filter((sample) => sample.mean !== null);
  const path = points.map(({ time, mean }) => `${x(time).toFixed(1)},${y(mean).toFixed(1)}`);
  return path.length > 1 ? [element("polyline", { class: "mean", points: path.join(" ") })] : [];
}

function mark({ score }, at, y, threshold) {
  if (score === null) {
    const low = y(0);
    return element("path", { class: "missing", d: `M${at - 3} ${low - 7}l6 6m0-6l-6 6` });
  }
  if (score >= threshold) return element("circle", { class: "accepted", cx: at, cy: y(score), r: 3.5 });
  return element("rect", { class: "rejected", x: at - 3, y: y(score) - 3, width: 6, height: 6 });
}

function summary(samples, threshold) {
  const scored = samples.filter((sample) => sample.score !== null);
  const accepted = scored.filter((sample) => sample.score >= threshold).length;
  return `Score over time: ${samples.length} frames, ${scored.length} with a score, ${accepted} accepted`;
}
