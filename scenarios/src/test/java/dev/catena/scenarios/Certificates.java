// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import dev.catena.testkit.Peer;
import dev.catena.testkit.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** An authority of its own, and what it signs: by openssl, as an administrator would. */
public final class Certificates {
    private final Path folder;
    private String serves = "hq";

    public Certificates(Path folder) throws IOException {
        this.folder = Files.createDirectory(folder.resolve("tls"));
        Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key", "-out", "ca.crt", "-days", "30",
                "-subj", "/CN=Test Authority");
    }

    public Certificates shown(String name) {
        serves = name;
        return this;
    }

    public String serves() {
        return serves;
    }

    /** @param days of validity; negative: it has expired */
    public void issue(String name, String names, int days) throws IOException {
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name);
        Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=" + names + "\n");
        openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-out", name + ".crt", "-days",
                Integer.toString(days), "-extfile", name + ".ext");
        Files.setPosixFilePermissions(folder.resolve(name + ".key"), PosixFilePermissions.fromString("rw-r--r--"));
    }

    private Peer.Ran openssl(String... arguments) {
        return Peers.require("openssl").run(Duration.ofSeconds(20), folder, arguments).succeeded();
    }

    public Path path(String file) {
        return folder.resolve(file);
    }

    public String ca() {
        return "file:" + path("ca.crt");
    }

    public String certificate(String name) {
        return "file:" + path(name + ".crt");
    }

    public String key(String name) {
        return "file:" + path(name + ".key");
    }
}
