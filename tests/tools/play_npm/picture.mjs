// A small PNG that is sound as far as anybody looks who decodes no pixels.
const table = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(bytes) {
  let c = 0xffffffff;
  for (const one of bytes) c = table[(c ^ one) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

function chunk(name, body) {
  const checked = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const out = Buffer.alloc(4);
  out.writeUInt32BE(body.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(checked));
  return Buffer.concat([out, checked, sum]);
}

// `mark` makes images of the same size different. An icon has an alpha channel.
export function png(width, height, mark) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  head[9] = width === 512 ? 6 : 2;
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head), chunk('IDAT', Buffer.from(mark)), chunk('IEND', Buffer.alloc(0))]);
}
