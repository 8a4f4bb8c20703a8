// The message that MatrixFrame.cs writes, and the picture of its values.
import { pack, Steps } from "/js/color-scales.js";

const Magic = 0x4d4e4e52;
const Missing = 0x7fc0dead;
const NotANumber = pack(255, 0, 200);

/** Reads a frame. The bytes are copied first: the message's own buffer is not aligned for float32, and is used again. */
export function decode(bytes) {
  const copy = bytes.slice();
  const header = new DataView(copy.buffer);
  if (copy.length < 32 || header.getInt32(0, true) !== Magic) throw new Error("The server sent a matrix that this page cannot read. Load the page again.");
  const rows = header.getInt32(4, true);
  const columns = header.getInt32(8, true);
  if (copy.length !== 32 + rows * columns * 4) throw new Error("The server sent an incomplete matrix.");
  const frame = {
    rows, columns, scale: header.getInt32(12, true), low: header.getFloat32(16, true), high: header.getFloat32(20, true),
    step: header.getInt32(24, true), layer: header.getInt32(28, true),
    values: new Float32Array(copy.buffer, 32), bits: new Uint32Array(copy.buffer, 32),
  };
  if (Number.isNaN(frame.low) || Number.isNaN(frame.high)) measure(frame);
  return frame;
}

// Limits from the values: about zero symmetric, else lowest to highest.
function measure(frame) {
  let low = Infinity, high = -Infinity;
  for (const value of frame.values) {
    if (value < low && value > -Infinity) low = value;
    if (value > high && value < Infinity) high = value;
  }
  if (low > high) { low = 0; high = 1; }
  if (frame.scale === 1) {
    const limit = Math.max(Math.abs(low), Math.abs(high)) || 1;
    low = -limit;
    high = limit;
  }
  frame.low = low;
  frame.high = high > low ? high : low + 1;
}

/** True for a value that was never computed. */
export const isMissing = (frame, at) => frame.bits[at] === Missing;

/** Paints the values into packed pixels, one for each, and counts what lies outside the scale or is no number. */
export function paint(frame, colors, pixels) {
  const { values, bits, low, high } = frame;
  const factor = (Steps - 1) / (high - low);
  let clipped = 0, nan = 0, missing = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value >= low && value <= high) pixels[i] = colors[((value - low) * factor + 0.5) | 0];
    else if (value > high) { pixels[i] = colors[Steps - 1]; clipped++; }
    else if (value < low) { pixels[i] = colors[0]; clipped++; }
    else if (bits[i] === Missing) { pixels[i] = 0; missing++; }
    else { pixels[i] = NotANumber; nan++; }
  }
  return { clipped, nan, missing };
}
