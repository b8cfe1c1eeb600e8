// Draws media/icon.png: `node tools/icon.mjs`.
// The mark is the end of a text: lines, and after the last of them the printer's point in red.
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

const size = 128;
const ink = [31, 42, 54];
const paper = [243, 237, 226];
const red = [221, 92, 62];

/** Rectangles with round corners, bottom to top; boxes are left, top, right, bottom, all in pixels. */
const shapes = [
  { box: [0, 0, 128, 128], radius: 26, colour: ink },
  ...[100, 88, 96, 60].map((right, line) => ({
    box: [28, 31 + 19 * line, right, 39 + 19 * line],
    radius: 4,
    colour: paper,
  })),
  { box: [72, 83, 90, 101], radius: 9, colour: red },
];

/** How far a point is outside of a rectangle with rounded corners; negative inside. */
function distance([left, top, right, bottom], radius, x, y) {
  const dx = Math.abs(x - (left + right) / 2) - (right - left) / 2 + radius;
  const dy = Math.abs(y - (top + bottom) / 2) - (bottom - top) / 2 + radius;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

/** Red, green, blue, alpha; an edge covers a pixel by its distance from the pixel's middle. */
function pixel(x, y) {
  let result = [0, 0, 0, 0];
  for (const { box, radius, colour } of shapes) {
    const cover = Math.min(Math.max(0.5 - distance(box, radius, x + 0.5, y + 0.5), 0), 1);
    const alpha = cover + result[3] * (1 - cover);
    if (alpha === 0) continue;
    const mixed = colour.map((c, i) => (c * cover + result[i] * result[3] * (1 - cover)) / alpha);
    result = [...mixed, alpha];
  }
  return result.map((c, i) => Math.round(i === 3 ? c * 255 : c));
}

/** A chunk of a PNG: length, type, data, checksum (ISO/IEC 15948, 5.3). */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

const header = Buffer.alloc(13);
header.writeUInt32BE(size, 0);
header.writeUInt32BE(size, 4);
// Eight bits a channel, with alpha; no palette, no filter, not interlaced.
header.set([8, 6, 0, 0, 0], 8);
const rows = Array.from({ length: size }, (_, y) => [
  0,
  ...Array.from({ length: size }, (_, x) => pixel(x, y)).flat(),
]);
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', header),
  chunk('IDAT', deflateSync(Buffer.from(rows.flat()), { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
]);
writeFileSync(new URL('../media/icon.png', import.meta.url), png);
