function turn(h, bits) {
  return (h << bits) | (h >>> (32 - bits));
}
function times32(h, factor) {
  return ((h & 65535) * factor + ((((h >>> 16) * factor) & 65535) << 16)) | 0;
}
function spread(h) {
  return turn((h + times32(h, 0x62531965)) | 0, 21);
}
