// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is known of package registries by the shape of their paths, whatever their host: a file whose name holds its version or digest
 * never changes; an index may change at any moment, and must not be older than what it lists.
 */
public enum Preset {
    /** Archives of Debian and its kin. */
    DEBIAN(
        file("pool", PathShapes::debianFile, "packages and sources below /pool/, named by version"),
        file("by-hash", path -> path.contains("/by-hash/"), "indexes below /by-hash/, named by digest"),
        index("index", PathShapes::debianIndex, Duration.ZERO, "all else below /dists/: Release, Packages and so on")),
    /** npm registries. */
    NPM(
        file("tarball", path -> path.contains("/-/") && path.endsWith(".tgz"), "tarballs /NAME/-/NAME-VERSION.tgz"),
        index("document", List.of(new TypePattern("application/vnd.npm.install-v1+json")), "documents of packages, by their media type")),
    /** Maven repositories. */
    MAVEN(
        index("metadata", PathShapes::mavenMetadata, Spans.INDEX_MAX, "maven-metadata.xml, its checksums, and all of SNAPSHOT versions"),
        file("artifact", PathShapes::mavenArtifact, "/ARTIFACT/VERSION/ARTIFACT-VERSION… and its checksums")),
    /** Python package indexes. */
    PYPI(
        file("file", PathShapes::pythonFile, "wheels, and archives below /packages/, named by version"),
        index("index", path -> path.contains("/simple/"), Spans.INDEX_MAX, "pages below /simple/")),
    /** Container registries without log-in; answers to a log-in are never shared. */
    OCI(
        file("digest", PathShapes::ociDigest, "/v2/…/blobs/ALGORITHM:DIGEST and /v2/…/manifests/ALGORITHM:DIGEST"),
        index("tag", PathShapes::ociTag, Duration.ZERO, "manifests by tag, and lists of tags"));

    private static final class Spans {
        /** What never changes is fresh for so long. */
        static final Duration FOREVER = Duration.ofDays(365);
        /** An index that states a lifetime is believed for so long; one that states none is asked for every time. */
        static final Duration INDEX_MAX = Duration.ofMinutes(5);
    }

    /**
     * A rule of a preset.
     *
     * @param word after the preset's own, its name
     * @param shape for people
     */
    private record Sketch(String word, Predicate<String> path, List<TypePattern> types, String shape, Duration ttl, Duration min, Duration max,
        Reload reload) {
        CacheRule rule(String preset) {
            return new CacheRule(preset + " " + word, List.of(), path, types, Set.of(), Treatment.TTL, Lifetime.of(ttl), min.toSeconds(),
                max.toSeconds(), 0, reload);
        }
    }

    private final List<Sketch> sketches;

    Preset(Sketch... sketches) {
        this.sketches = List.of(sketches);
    }

    private static Sketch file(String word, Predicate<String> path, String shape) {
        return new Sketch(word, path, List.of(), shape, Spans.FOREVER, Spans.FOREVER, Spans.FOREVER, Reload.IGNORE);
    }

    private static Sketch index(String word, Predicate<String> path, Duration max, String shape) {
        return new Sketch(word, path, List.of(), shape, Duration.ZERO, Duration.ZERO, max, Reload.OBEY);
    }

    private static Sketch index(String word, List<TypePattern> types, String shape) {
        return new Sketch(word, _ -> true, types, shape, Duration.ZERO, Duration.ZERO, Spans.INDEX_MAX, Reload.OBEY);
    }

    List<CacheRule> rules() {
        return sketches.stream().map(sketch -> sketch.rule(word())).toList();
    }

    /** The rows of its rules in the manual: name, what it speaks of, for how long. */
    List<String> rows() {
        return sketches.stream().map(sketch -> "| `%s %s` | %s | %s |".formatted(word(), sketch.word, sketch.shape, sketch.max.isZero()
            ? "asked for every time" : sketch.min.isZero() ? "as the registry says, at most %d min; asked for every time if it says nothing".formatted(sketch.max.toMinutes())
            : "%d days, reloads ignored".formatted(sketch.min.toDays()))).toList();
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
