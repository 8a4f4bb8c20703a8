// The message that GateBytes.cs writes: all maps of a layer, one byte a value, from the first column that changed.

export const Steps = 254, NotANumber = 255;

export function decodeInto(s, message) {
  const data = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const from = data.getInt32(0, true), time = data.getInt32(4, true), units = data.getInt32(8, true), count = data.getInt32(12, true);
  const columns = time - from;
  if (count !== s.maps.length || message.length !== 16 + count * (12 + units * columns)) throw new Error("The server sent maps that this page cannot read. Load the page again.");
  let at = 16 + 12 * count;
  for (let n = 0; n < count; n++) {
    const map = s.maps[n];
    map.low = data.getFloat32(16 + 12 * n, true);
    map.high = data.getFloat32(20 + 12 * n, true);
    map.scale = data.getInt32(24 + 12 * n, true);
    const bytes = time === s.time && units === s.units && map.bytes.length === units * time ? map.bytes : new Uint8Array(units * time);
    for (let unit = 0; unit < units; unit++) {
      if (bytes !== map.bytes && from > 0) bytes.set(map.bytes.subarray(unit * s.time, unit * s.time + from), unit * time);
      bytes.set(message.subarray(at, at + columns), unit * time + from);
      at += columns;
    }
    map.bytes = bytes;
  }
  s.time = time;
  s.units = units;
}

/** The value that a colour stands for, to one part in 254 of the scale. */
export function valueAt(s, map, unit, time) {
  const byte = map.bytes[unit * s.time + time];
  return byte === NotANumber ? NaN : map.low + (byte / Steps) * (map.high - map.low);
}
