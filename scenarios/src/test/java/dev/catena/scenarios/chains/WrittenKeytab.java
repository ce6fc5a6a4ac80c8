// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import javax.security.auth.kerberos.KerberosKey;

/** A keytab with one key, as an administrator makes it after a change of the password. MIT's file format, version 2. */
final class WrittenKeytab {
    private WrittenKeytab() {}

    /** @param service as {@code HTTP/proxy.corp.test}, in the key's realm */
    static void write(Path file, String service, int kvno, KerberosKey key) throws IOException {
        var entry = new ByteArrayOutputStream();
        var out = new DataOutputStream(entry);
        var components = service.split("/");
        out.writeShort(components.length);
        text(out, key.getPrincipal().getRealm());
        for (var component : components) text(out, component);
        out.writeInt(1);
        out.writeInt((int) Instant.now().getEpochSecond());
        out.writeByte(kvno);
        out.writeShort(key.getKeyType());
        out.writeShort(key.getEncoded().length);
        out.write(key.getEncoded());
        var whole = new ByteArrayOutputStream();
        var framed = new DataOutputStream(whole);
        framed.writeShort(0x0502);
        framed.writeInt(entry.size());
        entry.writeTo(framed);
        Files.write(file, whole.toByteArray());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }
}
