// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import dev.catena.testkit.Json;
import dev.catena.testkit.Peers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** An npm registry in a folder. */
final class NpmRegistry {
    private static final int BLOCK = 512;

    private NpmRegistry() {}

    /** Makes one with a package {@code greeting} 1.0.0 below {@code folder} and returns its root; {@code url} is where clients find it. */
    static Path make(Path folder, String url) throws IOException {
        var root = Files.createDirectories(folder.resolve("registry"));
        var tarball = tarball("package/package.json", "{\"name\": \"greeting\", \"version\": \"1.0.0\", \"main\": \"text.json\"}");
        Files.createDirectories(root.resolve("tarballs"));
        Files.write(root.resolve("tarballs/greeting-1.0.0.tgz"), tarball);
        // the document of a package is the index of its folder
        Files.createDirectories(root.resolve("greeting"));
        Files.writeString(root.resolve("greeting/index.html"), """
                {"name": "greeting", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": {"name": "greeting", "version": "1.0.0",
                 "dist": {"tarball": "%starballs/greeting-1.0.0.tgz", "integrity": "sha512-%s"}}}}
                """.formatted(url, sha512(tarball)));
        return root;
    }

    /**
     * A registry of the packages that npm itself is made of, as this machine has them: those named, and what they depend on.
     *
     * @param url where clients find it
     */
    static Path ofInstalled(Path folder, String url, List<String> names) throws IOException {
        var root = Files.createDirectories(folder.resolve("registry"));
        var wanted = new ArrayDeque<>(names);
        var made = new HashSet<String>();
        while (!wanted.isEmpty()) {
            var name = wanted.remove();
            if (made.add(name)) wanted.addAll(publish(root, url, name));
        }
        return root;
    }

    /** Publishes a package and returns what it depends on. */
    @SuppressWarnings("unchecked")
    private static Set<String> publish(Path root, String url, String name) throws IOException {
        var source = installed(name);
        var about = new LinkedHashMap<>(Json.object(Files.readString(source.resolve("package.json"))));
        var version = String.valueOf(about.get("version"));
        var file = "%s/-/%s-%s.tgz".formatted(name, name.substring(name.lastIndexOf('/') + 1), version);
        var tarball = root.resolve(file);
        Files.createDirectories(tarball.getParent());
        Peers.require("tar").run(Duration.ofSeconds(20), source, "-czhf", tarball.toString(), "--exclude=./node_modules", "--transform=s,^\\.,package,", ".").succeeded();
        var dist = "{\"tarball\": \"%s\", \"integrity\": \"sha512-%s\"}".formatted(url + file, sha512(Files.readAllBytes(tarball)));
        var dependencies = (Map<String, String>) about.getOrDefault("dependencies", Map.of());
        // whatever version npm ships is the one there is
        var needs = dependencies.keySet().stream().map("\"%s\": \"*\""::formatted).collect(Collectors.joining(", "));
        Files.writeString(root.resolve(name).resolve("index.html"), """
                {"name": "%1$s", "dist-tags": {"latest": "%2$s"}, "versions": {"%2$s": {"name": "%1$s", "version": "%2$s", "dependencies": {%3$s},
                 "dist": %4$s}}}
                """.formatted(name, version, needs, dist));
        return dependencies.keySet();
    }

    /** Beside npm's own program, or in it: distributions differ. */
    private static Path installed(String name) throws IOException {
        var npm = Peers.require("npm").program().toRealPath().getParent().getParent();
        for (var place : List.of(npm.resolve("node_modules"), npm.getParent())) {
            if (Files.exists(place.resolve(name).resolve("package.json"))) return place.resolve(name);
        }
        throw new NoSuchFileException("npm at %s has no package %s".formatted(npm, name));
    }

    /** A gzipped tar archive of one file (POSIX.1-1988 ustar). */
    private static byte[] tarball(String name, String content) throws IOException {
        var body = content.getBytes(StandardCharsets.UTF_8);
        var header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644\0" + "0000000\0" + "0000000\0" + "%011o\0".formatted(body.length) + "00000000000\0");
        put(header, 148, "        0");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xFF;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(header);
            gzip.write(body);
            gzip.write(new byte[3 * BLOCK - body.length % BLOCK]); // to the end of the block, and two empty ones
        }
        return zipped.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static String sha512(byte[] bytes) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-512", e);
        }
    }
}
