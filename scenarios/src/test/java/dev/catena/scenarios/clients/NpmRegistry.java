// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/** An npm registry in a folder, with one package: {@code greeting} 1.0.0. */
final class NpmRegistry {
    private static final int BLOCK = 512;

    private NpmRegistry() {}

    /** Makes it below {@code folder} and returns its root; {@code url} is where clients find it. */
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
