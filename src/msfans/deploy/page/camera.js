// A webcam, and its frames as lossless pictures: what is scored is what the camera gave.

const WANTED = { video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: "user" }, audio: false };
const FAILURES = {
  NotAllowedError: "the camera was not allowed; allow it in the address bar",
  NotFoundError: "no camera was found",
  NotReadableError: "the camera is in use by another program",
};

function release(stream) {
  stream.getTracks().forEach((track) => track.stop());
}

export class Camera {
  constructor(video) {
    this.video = video;
    this.canvas = document.createElement("canvas");
    this.stream = null;
  }

  get running() {
    return this.stream !== null;
  }

  // `isWanted` is asked when the camera has come, which waits for the user's consent
  async start(isWanted) {
    if (!navigator.mediaDevices) {
      throw new Error("browsers give the camera only to pages from localhost or by https");
    }
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia(WANTED);
    } catch (error) {
      throw new Error(FAILURES[error.name] ?? `the camera can not be used (${error.message})`);
    }
    if (!isWanted()) return release(stream);
    this.stop();
    this.stream = stream;
    stream.getVideoTracks()[0].addEventListener("ended", () => this.stop());
    this.video.srcObject = stream;
    await this.video.play();
  }

  stop() {
    if (this.stream) release(this.stream);
    this.stream = null;
    this.video.srcObject = null;
  }

  async frame() {
    this.canvas.width = this.video.videoWidth;
    this.canvas.height = this.video.videoHeight;
    this.canvas.getContext("2d").drawImage(this.video, 0, 0);
    return new Promise((resolve) => this.canvas.toBlob(resolve, "image/png"));
  }
}
