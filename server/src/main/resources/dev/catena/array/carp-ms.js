// The Cache Array Routing Protocol as ISA Server and TMG had it in their scripts: the host alone counts.
function hostHash(key) {
  var scheme = key.indexOf('://'), hash = 0;
  for (var i = scheme < 0 ? 0 : scheme + 3; i < key.length && key.charAt(i) != ':' && key.charAt(i) != '/'; i++) {
    hash ^= key.charCodeAt(i) & 255;
    for (var bit = 0; bit < 8; bit++) hash = (hash >>> 1) ^ (hash & 1 ? 0x8680C898 : 0);
  }
  return hash;
}
function scores(key) {
  var hash = hostHash(key), result = [];
  for (var m = 0; m < MEMBERS.length; m++) {
    var product = times32(hash ^ MEMBERS[m][1], 0x62531966);
    result.push(((product + turn(product, 21)) >>> 0) * MEMBERS[m][2]);
  }
  return result;
}
