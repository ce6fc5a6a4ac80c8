// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import dev.catena.testkit.Peers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** An unsigned Debian repository in a folder: the suite {@code stable} with a package {@code greeting}. */
final class DebianRepository {
    private static final String DEB = "pool/greeting_1.0_all.deb";
    private static final List<String> COMPONENTS = List.of("main", "contrib");

    private DebianRepository() {}

    /** Makes it below {@code folder} and returns its root. */
    static Path make(Path folder) throws IOException {
        return make(folder, 0, 0);
    }

    /** With further packages of so many bytes that no compression makes smaller: {@code filler-1} and so on. */
    static Path make(Path folder, int fillers, int fillerBytes) throws IOException {
        var root = Files.createDirectories(folder.resolve("debian"));
        Files.createDirectories(root.resolve("pool"));
        makePackage(folder.resolve("greeting"), "greeting", "hello\n".getBytes(), root.resolve(DEB));
        var index = new StringBuilder(packages("greeting", DEB, root));
        for (int i = 1; i <= fillers; i++) {
            var name = "filler-" + i;
            var content = new byte[fillerBytes];
            new Random(i).nextBytes(content);
            makePackage(folder.resolve(name), name, content, root.resolve("pool/%s_1.0_all.deb".formatted(name)));
            index.append(packages(name, "pool/%s_1.0_all.deb".formatted(name), root));
        }
        writeIndex(root, "main", index.toString());
        writeIndex(root, "contrib", "Package: other\nArchitecture: all\nVersion: 2\nFilename: pool/other.deb\nSize: 1\nSHA256: %s\n\n"
                .formatted(sha256(new byte[0])));
        writeRelease(root);
        return root;
    }

    private static void makePackage(Path source, String name, byte[] content, Path deb) throws IOException {
        Files.createDirectories(source.resolve("DEBIAN"));
        Files.createDirectories(source.resolve("usr/share/" + name));
        Files.write(source.resolve("usr/share/%s/text".formatted(name)), content);
        Files.writeString(source.resolve("DEBIAN/control"), """
                Package: %s
                Version: 1.0
                Architecture: all
                Maintainer: Nobody <nobody@origin.test>
                Description: says hello
                """.formatted(name));
        Peers.require("dpkg-deb").run(Duration.ofSeconds(20), source, "--root-owner-group", "-Zgzip", "-b", ".", deb.toString()).succeeded();
    }

    private static String packages(String name, String deb, Path root) throws IOException {
        var bytes = Files.readAllBytes(root.resolve(deb));
        return "Package: %s\nVersion: 1.0\nArchitecture: all\nFilename: %s\nSize: %d\nSHA256: %s\nDescription: says hello\n\n"
                .formatted(name, deb, bytes.length, sha256(bytes));
    }

    private static void writeIndex(Path root, String component, String packages) throws IOException {
        var folder = Files.createDirectories(root.resolve("dists/stable/%s/binary-amd64".formatted(component)));
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(packages.getBytes());
        }
        Files.writeString(folder.resolve("Packages"), packages);
        Files.write(folder.resolve("Packages.gz"), zipped.toByteArray());
    }

    private static void writeRelease(Path root) throws IOException {
        var suite = root.resolve("dists/stable");
        try (var files = Files.walk(suite)) {
            var sums = files.filter(Files::isRegularFile).map(file -> sum(suite, file)).collect(Collectors.joining());
            Files.writeString(suite.resolve("Release"), """
                    Suite: stable
                    Codename: stable
                    Architectures: amd64
                    Components: %s
                    Date: Sat, 16 May 2026 12:00:00 UTC
                    SHA256:
                    %s""".formatted(String.join(" ", COMPONENTS), sums));
        }
    }

    private static String sum(Path suite, Path file) {
        try {
            var bytes = Files.readAllBytes(file);
            return " %s %d %s\n".formatted(sha256(bytes), bytes.length, suite.relativize(file));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
