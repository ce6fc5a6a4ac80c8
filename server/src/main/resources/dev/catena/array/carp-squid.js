// The Cache Array Routing Protocol as Squid computes it: the URL's hash goes on from member to member.
function scores(key) {
  var hash = 0, result = [];
  for (var m = 0; m < MEMBERS.length; m++) {
    for (var i = 0; i < key.length; i++) {
      var c = key.charCodeAt(i) & 255;
      hash = (hash + turn(hash, 19) + (c < 128 ? c : c - 256)) | 0;
    }
    var score = (spread(hash ^ MEMBERS[m][1]) >>> 0) * MEMBERS[m][2];
    result.push(score > 0 ? score : -1);
  }
  return result;
}
