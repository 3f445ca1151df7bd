// The page: a camera or files in, decisions shown; nothing is kept beyond this tab.

import { askBundle, scorePicture, scoreVideo } from "./api.js";
import { Camera } from "./camera.js";
import { drawChart } from "./chart.js";
import * as view from "./view.js";

const MEAN_FRAMES = 10;
const SHOWN_S = 30;
const VIDEO_NAME = /\.(avi|mkv|mov|mp4|m4v|webm|ogv|ts|y4m)$/i;

const at = (id) => document.getElementById(id);
const camera = new Camera(at("camera"));

let bundle = null;
let level = "video"; // whose threshold of the bundle applies: a picture's (frame) or a video's
let ownThreshold = null;
let samples = [];
let seen = null; // { width, height, faces, score, detail, basis, weights }
let results = [];
let turn = 0; // raised whenever another source begins: what was under way then ends

const thresholdFor = (which) => ownThreshold ?? bundle.thresholds[which].value;

function render() {
  if (!bundle) return;
  const threshold = thresholdFor(level);
  view.showThreshold(threshold, { note: noteOn(level), isOwn: ownThreshold !== null });
  view.showResults(results, (result) => thresholdFor(result.level));
  const last = samples.at(-1)?.time ?? 0;
  const from = camera.running ? Math.max(0, last - SHOWN_S) : 0;
  drawChart(at("chart"), samples, { threshold, from, to: Math.max(last, from + 5) });
  if (!seen) return;
  view.showCard(seen, threshold);
  view.showBoxes(seen.width, seen.height, seen.faces, threshold);
  view.showWeights(bundle.scales, seen.weights);
}

function noteOn(which) {
  const { value, low, high } = bundle.thresholds[which];
  const what = which === "frame" ? "pictures" : "videos";
  const interval = low === null ? "" : ` (${low.toFixed(3)} to ${high.toFixed(3)})`;
  return `bundle, for ${what}: ${value.toFixed(3)}${interval}`;
}

function begin(kind, which) {
  turn += 1;
  if (kind !== "camera") camera.stop();
  level = which;
  samples = [];
  seen = null;
  at("boxes").replaceChildren();
  at("rate").textContent = "";
  at("start").hidden = kind === "camera";
  at("stop").hidden = kind !== "camera";
  view.showMessage(null);
  return turn;
}

function meanOfLast(score) {
  const scores = [...samples.map((sample) => sample.score), score].filter((each) => each !== null);
  const last = scores.slice(-MEAN_FRAMES);
  return last.length ? last.reduce((sum, each) => sum + each, 0) / last.length : null;
}

async function startCamera() {
  const mine = begin("camera", "video");
  try {
    await camera.start(() => mine === turn);
    if (mine !== turn) return;
    view.showSource("camera");
    await follow(mine);
  } catch (error) {
    if (mine !== turn) return;
    stopCamera();
    view.showMessage(error.message);
  }
}

async function follow(mine) {
  const started = performance.now();
  while (camera.running && mine === turn) {
    const asked = performance.now();
    const answer = await scorePicture(await camera.frame());
    if (mine !== turn) return;
    seeCamera(answer, (asked - started) / 1000);
    at("rate").textContent = `${(1000 / (performance.now() - asked)).toFixed(0)} frames a second`;
    await new Promise(requestAnimationFrame);
  }
}

function seeCamera({ width, height, faces }, time) {
  const [{ score, detail, weights }] = faces;
  const mean = meanOfLast(score);
  samples = [...samples.slice(-2000), { time, score, mean }];
  const basis = `mean of the last ${MEAN_FRAMES} scored frames`;
  seen = { width, height, faces, weights, detail, basis, score: score === null ? null : mean };
  render();
}

function stopCamera() {
  turn += 1;
  camera.stop();
  at("start").hidden = false;
  at("stop").hidden = true;
  at("rate").textContent = "";
  if (!at("camera").hidden) view.showSource("none");
  at("boxes").replaceChildren();
}

const isVideo = (file) => file.type.startsWith("video/") || VIDEO_NAME.test(file.name);

async function takeFiles(files) {
  await connected;
  if (!bundle) return;
  for (const file of files) {
    const which = isVideo(file) ? "video" : "frame";
    const mine = begin("file", which);
    try {
      await (which === "video" ? takeVideo(file, mine) : takePicture(file, mine));
    } catch (error) {
      if (mine !== turn) return;
      view.showMessage(`${file.name}: ${error.message}`);
      addResult({ name: file.name, frames: "–", score: null, note: "not scored", level: which });
    }
    if (mine !== turn) return;
  }
}

async function takePicture(file, mine) {
  refuseLarge(file);
  const { width, height, faces } = await scorePicture(file);
  if (mine !== turn) return;
  const [{ score, detail, weights }] = faces;
  view.showSource("picture", URL.createObjectURL(file));
  samples = [{ time: 0, score, mean: null }];
  seen = { width, height, faces, weights, detail, score, basis: "this picture, its largest face" };
  addResult({ name: file.name, frames: 1, score, note: score === null ? detail : null, level: "frame" });
}

async function takeVideo(file, mine) {
  refuseLarge(file);
  const result = { name: file.name, frames: 0, score: null, note: "reading …", level: "video" };
  addResult(result);
  for await (const line of scoreVideo(file)) {
    if (mine !== turn) return;
    if (line.error) {
      view.showMessage(`${file.name}: ${line.error}`);
    } else {
      seeVideo(line);
      const { score, detail } = line.so_far;
      Object.assign(result, { frames: samples.length, score, note: score === null ? detail : null });
      render();
    }
  }
}

function seeVideo({ time_s, width, height, here, so_far, picture }) {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  view.showSource("picture", URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })));
  samples = [...samples, { time: time_s, score: here.score, mean: so_far.score }];
  const { score, detail, weights } = so_far;
  const basis = `mean of ${samples.filter((sample) => sample.score !== null).length} frames`;
  seen = { width, height, faces: [here], score, detail, weights, basis };
}

function refuseLarge(file) {
  const limit = bundle.limits.upload_bytes;
  if (file.size > limit) throw new Error(`is larger than ${limit / 1e6} MB, which is the limit`);
}

function addResult(result) {
  results = [result, ...results];
  render();
}

function listen() {
  at("start").addEventListener("click", startCamera);
  at("stop").addEventListener("click", stopCamera);
  at("files").addEventListener("change", (event) => takeFiles([...event.target.files]));
  at("clear").addEventListener("click", () => ((results = []), render()));
  at("threshold").addEventListener("input", (event) => ((ownThreshold = event.target.valueAsNumber), render()));
  at("reset").addEventListener("click", () => ((ownThreshold = null), render()));
  window.addEventListener("resize", render);
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    window.addEventListener(kind, (event) => {
      event.preventDefault();
      at("viewport").classList.toggle("over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop") takeFiles([...event.dataTransfer.files]);
    });
  }
}

async function connect() {
  bundle = await askBundle();
  const scales = bundle.scales.map(view.shownScale).join(", ");
  at("bundle").textContent = `${bundle.name} · scales ${scales}`;
  render();
}

const connected = connect().catch((error) => view.showMessage(error.message));
listen();
