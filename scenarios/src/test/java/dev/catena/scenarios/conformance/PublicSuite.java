// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.conformance;

import dev.catena.testkit.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.opentest4j.TestAbortedException;

/** The files of {@code http-cache-tests}: fetched once from the registry of packages, the version and the bytes that are named here. */
final class PublicSuite {
    private static final String VERSION = "0.4.5";
    private static final String SHA_512 = "DjuwN9nUZXLTW+wav1LRESCZNVxl8SshwOy4z1pxuWbWt5/ay6sM9QQ1lebBaDO6P1IMBoK6mdf+PuVP/QNL8A==";
    private static final Path FOLDER = Path.of("target", "http-cache-tests-" + VERSION);
    private static final Duration FETCH_MAX = Duration.ofSeconds(60);

    private PublicSuite() {}

    /** Its folder; skips the test where the registry cannot be reached, and fails there in CI. */
    static Path folder() throws IOException {
        var suite = FOLDER.resolve("package").toAbsolutePath();
        if (Files.exists(suite.resolve("tests/index.mjs"))) {
            return suite;
        }
        Files.createDirectories(FOLDER);
        var packed = FOLDER.resolve("http-cache-tests-%s.tgz".formatted(VERSION));
        if (!Files.exists(packed)) {
            fetch();
        }
        verify(packed);
        Peers.require("tar").run(FETCH_MAX, FOLDER.toAbsolutePath(), "xzf", packed.getFileName().toString()).succeeded();
        return suite;
    }

    private static void fetch() {
        var ran = Peers.require("npm").run(FETCH_MAX, FOLDER.toAbsolutePath(), "pack", "http-cache-tests@" + VERSION, "--no-update-notifier", "--cache", "npm-cache");
        if (ran.exit() != 0 && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("the public suite could not be fetched: " + ran);
        }
        if (ran.exit() != 0) {
            throw new TestAbortedException("the public suite could not be fetched: " + ran);
        }
    }

    private static void verify(Path packed) throws IOException {
        try {
            var hash = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(packed));
            if (!Base64.getEncoder().encodeToString(hash).equals(SHA_512)) {
                throw new AssertionError("%s is not the package it should be: its SHA-512 differs".formatted(packed));
            }
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-512", e);
        }
    }
}
