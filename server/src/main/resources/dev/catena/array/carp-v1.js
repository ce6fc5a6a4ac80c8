// The Cache Array Routing Protocol, draft-vinod-carp-v1-03.
function scores(key) {
  var hash = 0, result = [];
  for (var i = 0; i < key.length; i++) hash = (hash + turn(hash, 19) + (key.charCodeAt(i) & 255)) | 0;
  for (var m = 0; m < MEMBERS.length; m++) result.push((spread(hash ^ MEMBERS[m][1]) >>> 0) * MEMBERS[m][2]);
  return result;
}
