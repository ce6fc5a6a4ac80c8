// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The table at the end of a sealed segment, so that a start reads 32 bytes an object and not the objects.
 *
 * <p>An entry: hash of the key 8, sequence (of a tombstone: up to which) 8, bytes of the record 8, offset in units 4, kind 1, 0, variant 2. Behind the entries 32
 * bytes: the segment's nonce 8, highest sequence 8, number of entries 4, CRC-32C of the entries 4, 0, CRC-32C of these 28 bytes 4.
 */
final class Footer {
    static final int ENTRY = 32;
    static final int END = 32;

    /** Grows by doubling; {@link #ENTRY} bytes each. */
    private ByteBuffer entries;
    private long highest;

    Footer() {
        entries = ByteBuffer.allocate(64 * ENTRY);
    }

    private Footer(ByteBuffer entries, long highest) {
        this.entries = entries;
        this.highest = highest;
    }

    void add(RecordHeader record, long offset) {
        if (entries.remaining() < ENTRY) entries = ByteBuffer.allocate(entries.capacity() * 2).put(entries.flip());
        long sequence = record.isTombstone() ? record.upTo() : record.sequence();
        entries.putLong(record.keyHash()).putLong(sequence).putLong(record.bytes()).putInt((int) (offset / Location.UNIT));
        entries.put((byte) record.kind().ordinal()).put((byte) 0).putShort(record.variant());
        highest = Math.max(highest, record.sequence());
    }

    int count() {
        return entries.position() / ENTRY;
    }

    long highestSequence() {
        return highest;
    }

    /** Bytes in the file with so many entries. */
    static long bytes(int entries) {
        return (long) entries * ENTRY + END;
    }

    long keyHash(int entry) {
        return entries.getLong(entry * ENTRY);
    }

    /** Of a tombstone: the sequence up to which the key is dead. */
    long sequence(int entry) {
        return entries.getLong(entry * ENTRY + 8);
    }

    long recordBytes(int entry) {
        return entries.getLong(entry * ENTRY + 16);
    }

    long offset(int entry) {
        return (entries.getInt(entry * ENTRY + 24) & 0xFFFF_FFFFL) * Location.UNIT;
    }

    RecordHeader.Kind kind(int entry) {
        return RecordHeader.Kind.values()[entries.get(entry * ENTRY + 28)];
    }

    boolean isTombstone(int entry) {
        return kind(entry) == RecordHeader.Kind.KEY_DEAD || kind(entry) == RecordHeader.Kind.VARIANT_DEAD;
    }

    short variant(int entry) {
        return entries.getShort(entry * ENTRY + 30);
    }

    /** As the index notes it, for a segment in that slot. */
    long location(int entry, int slot) {
        return Location.of(slot, offset(entry), recordBytes(entry), kind(entry) == RecordHeader.Kind.HEAD);
    }

    ByteBuffer toBytes(long nonce) {
        int table = entries.position();
        var out = ByteBuffer.allocate(table + END).put(entries.array(), 0, table);
        out.putLong(nonce).putLong(highest).putInt(count()).putInt(Checksum.of(out, 0, table)).putInt(0);
        out.putInt(Checksum.of(out, table, table + END - 4));
        return out.flip();
    }

    /** Reads the footer of a file; empty if it has none that is whole. */
    static Optional<Footer> read(Disk.File file, long size, long nonce) throws IOException {
        if (size < END) return Optional.empty();
        var end = Disk.read(file, size - END, END);
        if (end.remaining() < END || end.getLong(0) != nonce || end.getInt(28) != Checksum.of(end, 0, 28)) return Optional.empty();
        long table = (long) end.getInt(16) * ENTRY;
        if (table < 0 || table > size - END || table > Integer.MAX_VALUE) return Optional.empty();
        var entries = Disk.read(file, size - END - table, (int) table);
        if (entries.remaining() < table || end.getInt(20) != Checksum.of(entries, 0, (int) table) || !isSound(entries, size)) return Optional.empty();
        return Optional.of(new Footer(entries.position((int) table), end.getLong(8)));
    }

    private static boolean isSound(ByteBuffer entries, long size) {
        int kinds = RecordHeader.Kind.values().length;
        for (int at = 0; at < entries.limit(); at += ENTRY) {
            long offset = (entries.getInt(at + 24) & 0xFFFF_FFFFL) * Location.UNIT;
            long bytes = entries.getLong(at + 16);
            int kind = entries.get(at + 28);
            if (offset >= Location.OFFSET_MAX || bytes < RecordHeader.BYTES || bytes > size - offset || kind < 0 || kind >= kinds) return false;
        }
        return true;
    }
}
