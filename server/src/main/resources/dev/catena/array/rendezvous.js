// Weighted rendezvous hashing over SipHash-2-4. Numbers of 64 bits are pairs of 32, high half first: script engines that
// read this file are older than BigInt.
function add(v, a, b) {
  var low = (v[a + 1] >>> 0) + (v[b + 1] >>> 0);
  v[a] = (v[a] + v[b] + (low > 4294967295 ? 1 : 0)) | 0;
  v[a + 1] = low | 0;
}
function turnAndXor(v, a, bits, b) {
  var high = v[a], low = v[a + 1];
  v[a] = ((high << bits) | (low >>> (32 - bits))) ^ v[b];
  v[a + 1] = ((low << bits) | (high >>> (32 - bits))) ^ v[b + 1];
}
function swap(v, a) {
  var high = v[a];
  v[a] = v[a + 1];
  v[a + 1] = high;
}
function round(v) {
  add(v, 0, 2);
  add(v, 4, 6);
  turnAndXor(v, 2, 13, 0);
  turnAndXor(v, 6, 16, 4);
  swap(v, 0);
  add(v, 4, 2);
  add(v, 0, 6);
  turnAndXor(v, 2, 17, 4);
  turnAndXor(v, 6, 21, 0);
  swap(v, 4);
}
function octet(text, i) {
  return i < text.length ? text.charCodeAt(i) & 255 : 0;
}
function half(text, i) {
  return octet(text, i) | (octet(text, i + 1) << 8) | (octet(text, i + 2) << 16) | (octet(text, i + 3) << 24);
}
function sipHash(text) {
  var v = [KEY[0] ^ 0x736f6d65, KEY[1] ^ 0x70736575, KEY[2] ^ 0x646f7261, KEY[3] ^ 0x6e646f6d,
    KEY[0] ^ 0x6c796765, KEY[1] ^ 0x6e657261, KEY[2] ^ 0x74656462, KEY[3] ^ 0x79746573];
  var words = text.length >> 3;
  for (var i = 0; i <= words; i++) {
    var low = half(text, i * 8), high = half(text, i * 8 + 4);
    if (i == words) high |= text.length << 24;
    v[6] ^= high;
    v[7] ^= low;
    round(v);
    round(v);
    v[0] ^= high;
    v[1] ^= low;
  }
  v[5] ^= 255;
  for (var j = 0; j < 4; j++) round(v);
  return [v[0] ^ v[2] ^ v[4] ^ v[6], v[1] ^ v[3] ^ v[5] ^ v[7]];
}
function shiftAndXor(x, bits) {
  return [x[0] ^ (x[0] >>> bits), x[1] ^ ((x[1] >>> bits) | (x[0] << (32 - bits)))];
}
function times(x, high, low) {
  var a = [x[1] & 65535, x[1] >>> 16, x[0] & 65535, x[0] >>> 16];
  var b = [low & 65535, low >>> 16, high & 65535, high >>> 16];
  var digits = [0, 0, 0, 0];
  for (var i = 0; i < 4; i++) {
    var carry = 0;
    for (var j = 0; i + j < 4; j++) {
      var sum = digits[i + j] + a[j] * b[i] + carry;
      digits[i + j] = sum & 65535;
      carry = Math.floor(sum / 65536);
    }
  }
  return [(digits[3] << 16) | digits[2], (digits[1] << 16) | digits[0]];
}
function mix(x) {
  var z = times(shiftAndXor(x, 30), 0xBF58476D, 0x1CE4E5B9);
  z = times(shiftAndXor(z, 27), 0x94D049BB, 0x133111EB);
  return shiftAndXor(z, 31);
}
function scores(key) {
  var hash = sipHash(key), result = [];
  for (var i = 0; i < MEMBERS.length; i++) {
    var drawn = mix([hash[0] ^ MEMBERS[i][1], hash[1] ^ MEMBERS[i][2]]);
    var top = drawn[0] >>> 11, rest = ((drawn[1] >>> 11) | (drawn[0] << 21)) >>> 0;
    var u = (top * 4294967296 + rest + 0.5) / 9007199254740992;
    result.push(ALIKE ? u : -MEMBERS[i][3] / Math.log(u));
  }
  return result;
}
