// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import java.util.regex.Pattern;

/** How the paths of package registries look; the path of a request comes from anybody, so each is one pass over it. */
final class PathShapes {
    private static final Pattern DEBIAN_FILE = Pattern.compile("[^/_]+_[^/]+\\.(deb|udeb|ddeb|dsc|changes|buildinfo|tar\\.[a-z0-9]{2,4}|diff\\.gz|asc)");
    private static final Pattern WHEEL = Pattern.compile("[A-Za-z0-9._]+-[^-/]+(-[^-/]+)?-[^-/]+-[^-/]+-[^-/]+\\.whl(\\.metadata|\\.asc)?");
    private static final Pattern SOURCE = Pattern.compile("[^/]+-[0-9][^/]*\\.(tar\\.gz|tar\\.bz2|zip|egg)(\\.metadata|\\.asc)?");
    private static final Pattern DIGEST = Pattern.compile("[a-z0-9]{3,32}(:|%3[Aa])[0-9a-fA-F]{32,128}");

    private PathShapes() {}

    /** {@code /debian/pool/main/g/greeting/greeting_1.0-1_amd64.deb}. */
    static boolean debianFile(String path) {
        return path.contains("/pool/") && DEBIAN_FILE.matcher(last(path)).matches();
    }

    /** {@code /debian/dists/stable/InRelease}, but not what is named by its digest. */
    static boolean debianIndex(String path) {
        return path.contains("/dists/") && !path.contains("/by-hash/");
    }

    /** {@code /org/example/tool/maven-metadata.xml.sha1}, and whatever may be published again: versions that end with SNAPSHOT. */
    static boolean mavenMetadata(String path) {
        return last(path).startsWith("maven-metadata") && path.contains(".xml") || folder(path).endsWith("-SNAPSHOT");
    }

    /** {@code /org/example/tool/1.0/tool-1.0-sources.jar.sha1}. */
    static boolean mavenArtifact(String path) {
        var version = folder(path);
        var artifact = folder(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
        if (version.isEmpty() || artifact.isEmpty()) return false;
        var stem = artifact + "-" + version;
        var file = last(path);
        return file.length() > stem.length() && file.startsWith(stem) && ".-".indexOf(file.charAt(stem.length())) >= 0;
    }

    /** {@code /packages/ab/cd/…/tool-1.0-py3-none-any.whl}, {@code /packages/source/t/tool/tool-1.0.tar.gz}. */
    static boolean pythonFile(String path) {
        var file = last(path);
        return WHEEL.matcher(file).matches() || path.contains("/packages/") && SOURCE.matcher(file).matches();
    }

    /** {@code /v2/library/tool/blobs/sha256:…} (OCI distribution specification). */
    static boolean ociDigest(String path) {
        var kind = folder(path);
        return path.startsWith("/v2/") && (kind.equals("blobs") || kind.equals("manifests")) && DIGEST.matcher(last(path)).matches();
    }

    /** {@code /v2/library/tool/manifests/latest}, {@code /v2/library/tool/tags/list}. */
    static boolean ociTag(String path) {
        return path.startsWith("/v2/") && (folder(path).equals("manifests") || path.endsWith("/tags/list"));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The segment before the last; empty if there is none. */
    private static String folder(String path) {
        int end = path.lastIndexOf('/');
        return end <= 0 ? "" : path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    }
}
