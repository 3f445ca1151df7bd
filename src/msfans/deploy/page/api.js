// What the page asks of the process that serves it.

async function answered(response) {
  if (response.ok) return response;
  const said = await response.json().catch(() => ({}));
  throw new Error(said.error ?? `the server answered ${response.status}`);
}

async function ask(path, options) {
  const response = await fetch(path, options).catch(() => {
    throw new Error("msfans does not answer; is `msfans serve` still running?");
  });
  return answered(response);
}

export async function askBundle() {
  return (await ask("bundle")).json();
}

export async function scorePicture(blob) {
  return (await ask("picture", { method: "POST", body: blob })).json();
}

// Each line of the answer as it comes: what was seen in one frame of the video.
export async function* scoreVideo(blob) {
  const response = await ask("video", { method: "POST", body: blob });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = lines.pop();
    for (const line of lines) yield JSON.parse(line);
    if (done) return;
  }
}
