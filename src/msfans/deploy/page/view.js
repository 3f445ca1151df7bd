// What the page shows of a decision.

import { element } from "./chart.js";

const WORDS = { bona_fide: "bona fide", attack: "attack", no_decision: "no decision" };
const MARKS = { bona_fide: "✓", attack: "✕", no_decision: "–" };

const at = (id) => document.getElementById(id);

export const shownScore = (score) => (score === null ? "–" : score.toFixed(3));

// With one digit at least: 1.0, 0.95.
export const shownScale = (scale) => scale.toFixed(2).replace(/0$/, "");

// The verdict at the threshold that the page is set to.
export function verdictOf(score, threshold) {
  if (score === null) return "no_decision";
  return score >= threshold ? "bona_fide" : "attack";
}

export function showCard({ score, detail, basis }, threshold) {
  const verdict = verdictOf(score, threshold);
  at("card").dataset.verdict = verdict;
  at("mark").textContent = MARKS[verdict];
  setText("verdict", WORDS[verdict]);
  at("score").textContent = shownScore(score);
  at("basis").textContent = basis;
  at("fill").style.width = `${100 * (score ?? 0)}%`;
  at("detail").textContent = score === null ? detail : margin(score, threshold);
}

// A text that has not changed is not set again, so that screen readers are not made to repeat it.
function setText(id, text) {
  if (at(id).textContent !== text) at(id).textContent = text;
}

function margin(score, threshold) {
  const side = score >= threshold ? "above" : "below";
  return `${Math.abs(score - threshold).toFixed(3)} ${side} the threshold of ${threshold.toFixed(3)}`;
}

export function showThreshold(value, { note, isOwn }) {
  at("threshold").value = value;
  at("threshold-value").textContent = value.toFixed(3);
  at("threshold-note").textContent = note;
  at("reset").disabled = !isOwn;
  at("tick").style.left = `${100 * value}%`;
}

// Weights lie between -1 and 1: bars go left or right of the middle.
export function showWeights(scales, weights) {
  at("weights").hidden = weights === null;
  at("weights-note").textContent =
    weights === null ? "This decision has no weights by scale." : "Between −1 and 1; the middle is 0.";
  if (weights === null) return;
  const rows = scales.map((scale) => weightRow(scale, weights[String(scale)] ?? 0));
  at("weights").tBodies[0].replaceChildren(...rows);
}

function weightRow(scale, weight) {
  const row = document.createElement("tr");
  const name = document.createElement("th");
  name.scope = "row";
  name.textContent = `${shownScale(scale)}×`;
  const bar = document.createElement("div");
  bar.className = "bar";
  bar.append(document.createElement("span"));
  bar.firstChild.style.left = `${50 + 50 * Math.min(weight, 0)}%`;
  bar.firstChild.style.width = `${50 * Math.abs(weight)}%`;
  row.append(name);
  row.insertCell().append(bar);
  row.insertCell().textContent = weight.toFixed(3).replace("-", "−");
  return row;
}

export function showBoxes(width, height, faces, threshold) {
  at("boxes").setAttribute("viewBox", `0 0 ${width} ${height}`);
  const size = Math.max(width, height) / 32;
  const found = faces.filter((face) => face.box !== null);
  at("boxes").replaceChildren(...found.map((face) => faceBox(face, size, threshold)));
}

function faceBox({ box, score, detail }, size, threshold) {
  const verdict = verdictOf(score, threshold);
  const group = element("g", { class: verdict });
  const { left, top, width, height } = box;
  const label = score === null ? detail : `${WORDS[verdict]} ${shownScore(score)}`;
  const above = top > 1.4 * size ? top - 0.4 * size : top + height + size;
  group.append(
    element("rect", { x: left, y: top, width, height, rx: size / 4 }),
    element("text", { x: left, y: above, "font-size": size }, label),
  );
  return group;
}

export function showSource(kind, url) {
  at("invitation").hidden = kind !== "none";
  at("camera").hidden = kind !== "camera";
  at("picture").hidden = kind !== "picture";
  if (kind === "picture") showPicture(url);
}

// One picture lives at a time; the one before is given back to the browser.
function showPicture(url) {
  URL.revokeObjectURL(at("picture").src);
  at("picture").src = url;
}

export function showMessage(text) {
  at("message").hidden = !text;
  at("message").textContent = text ?? "";
}

export function showResults(results, thresholdOf) {
  at("no-results").hidden = results.length > 0;
  at("clear").hidden = at("results-table").hidden = results.length === 0;
  at("results").replaceChildren(...results.map((each) => resultRow(each, thresholdOf(each))));
}

function resultRow({ name, frames, score, note }, threshold) {
  const row = document.createElement("tr");
  const verdict = verdictOf(score, threshold);
  for (const text of [name, frames, shownScore(score)]) row.insertCell().textContent = text;
  const decided = row.insertCell();
  decided.dataset.verdict = verdict;
  decided.textContent = note ?? `${MARKS[verdict]} ${WORDS[verdict]}`;
  return row;
}
