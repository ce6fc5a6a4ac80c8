// A tunnel is asked for by host and port, everything else by its URL in the one spelling that members use, too.
function keyOf(url) {
  var parts = /^([^:\/?#]+):\/\/([^\/?#]*)([^#]*)/.exec(url);
  if (!parts) return url;
  var scheme = parts[1].toLowerCase();
  var authority = parts[2].substring(parts[2].lastIndexOf('@') + 1).toLowerCase();
  var written = /:([0-9]*)$/.exec(authority);
  var host = written ? authority.substring(0, written.index) : authority;
  var usual = scheme == 'https' || scheme == 'wss' ? 443 : scheme == 'ftp' ? 21 : 80;
  var port = written && written[1] ? parseInt(written[1], 10) : usual;
  if (scheme == 'https' || scheme == 'wss' || scheme == 'ws') return host + ':' + port;
  var rest = parts[3].charAt(0) == '/' ? parts[3] : '/' + parts[3];
  return scheme + '://' + host + (port == usual ? '' : ':' + port) + rest;
}
function network(host) {
  var octets = /^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})$/.exec(host);
  return octets ? ((octets[1] << 24) | (octets[2] << 16) | (octets[3] << 8) | octets[4]) : null;
}
function isDirect(host) {
  var name = host.toLowerCase(), address = network(name);
  for (var i = 0; i < DIRECT.length; i++) {
    var kind = DIRECT[i][0], value = DIRECT[i][1];
    if (kind == 'name' && name == value) return true;
    if (kind == 'below' && name.length > value.length && name.substring(name.length - value.length) == value) return true;
    if (kind == 'nodots' && name.indexOf('.') < 0 && name.indexOf(':') < 0) return true;
    if (kind == 'network' && address !== null && (address & DIRECT[i][2]) == value) return true;
  }
  return false;
}
function FindProxyForURL(url, host) {
  if (isDirect(host)) return 'DIRECT';
  var score = scores(keyOf(url)), order = [], i, j;
  for (i = 0; i < MEMBERS.length; i++) {
    if (!(score[i] >= 0)) continue;
    for (j = order.length; j > 0 && score[order[j - 1]] < score[i]; j--) order[j] = order[j - 1];
    order[j] = i;
  }
  var ways = [];
  for (i = 0; i < order.length; i++) ways.push('PROXY ' + MEMBERS[order[i]][0]);
  if (BACKUP) ways.push(BACKUP);
  return ways.join('; ');
}
function FindProxyForURLEx(url, host) {
  return FindProxyForURL(url, host);
}
