// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a keytab says without its keys, which are not read: whose they are, which version, what for. MIT's file format, version 2.
 *
 * @param entries as they stand in the file
 */
public record Keytab(Path file, List<Entry> entries) {
    private static final long BYTES_MAX = 1024 * 1024;
    private static final int VERSION = 0x0502;

    /**
     * A key, without the key.
     *
     * @param principal {@code HTTP/proxy.corp.example@CORP.EXAMPLE}
     * @param kvno the key's version: it has to be the one the KDC encrypts tickets with
     * @param written when it came into the file
     */
    public record Entry(String principal, long kvno, Enctype enctype, Instant written) {
        @Override
        public String toString() {
            return "%s kvno %d %s".formatted(principal, kvno, enctype);
        }
    }

    public Keytab {
        entries = List.copyOf(entries);
    }

    /** @throws IOException if it cannot be read, or is no keytab; the message names the file */
    public static Keytab read(Path file) throws IOException {
        return new Keytab(file, FileScanner.scan(file, BYTES_MAX, "keytab", Keytab::entries));
    }

    private static List<Entry> entries(FileScanner file) {
        if (file.u16() != VERSION) throw new IllegalArgumentException("another version");
        var entries = new ArrayList<Entry>();
        while (file.remaining() >= Integer.BYTES) {
            int size = file.i32();
            if (size == 0) break;
            if (size > 0) entries.add(entry(file.part(size)));
            else file.skip(-size); // where an entry was removed
        }
        return entries;
    }

    private static Entry entry(FileScanner entry) {
        int components = entry.u16();
        var realm = entry.text(entry.u16());
        var name = entry.name(components, FileScanner::u16);
        entry.skip(Integer.BYTES); // the type of the name
        var written = Instant.ofEpochSecond(entry.u32());
        long kvno = entry.u8();
        var enctype = new Enctype(entry.u16());
        entry.skip(entry.u16());
        // Versions beyond 255 have a longer field at the end, which older programs do not know.
        if (entry.remaining() >= Integer.BYTES) {
            long longer = entry.u32();
            if (longer != 0) kvno = longer;
        }
        return new Entry(name + "@" + realm, kvno, enctype, written);
    }

    /** Who is in it, each once, in the order of the file. */
    public List<String> principals() {
        return entries.stream().map(Entry::principal).distinct().toList();
    }

    /** The keys of one principal. */
    public List<Entry> of(String principal) {
        return entries.stream().filter(entry -> entry.principal().equals(principal)).toList();
    }

    /** Whether there is a key that can be used: see {@link Enctype#isStrong()}. */
    public boolean hasStrongKey() {
        return entries.stream().anyMatch(entry -> entry.enctype().isStrong());
    }
}
