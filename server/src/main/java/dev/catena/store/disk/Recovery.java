// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds out what a directory has, from the latest record to the earliest: so the first record of a key and variant that is met is the one that counts, and the
 * index is right at every moment, though not complete until the end.
 */
final class Recovery {
    private static final System.Logger LOG = System.getLogger("dev.catena.store.disk");

    private static final int ATTEMPTS = 5;

    private final Path folder;
    private final Disk disk;
    private final Shared shared;
    private final AtomicLong held;
    private final Log log;
    private final Map<Long, Long> killed = new HashMap<>();
    private long highest;
    private long objects;

    Recovery(Path folder, Disk disk, Shared shared, AtomicLong held, Log log) {
        this.folder = folder;
        this.disk = disk;
        this.shared = shared;
        this.held = held;
        this.log = log;
    }

    /**
     * Fills index and log.
     *
     * @throws IOException if the folder cannot be listed
     */
    void run() throws IOException {
        var left = latestFirst().iterator();
        while (left.hasNext()) {
            var path = left.next();
            if (isTaken(path)) continue;
            // nobody knows what that one said to be dead: what is older may be
            LOG.log(System.Logger.Level.WARNING, "disk cache: %s cannot be read; it goes, and what is older".formatted(path));
            disk.delete(path);
            while (left.hasNext()) disk.delete(left.next());
        }
    }

    /** Whether it could be read; a disk gets several chances. */
    private boolean isTaken(Path path) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return isRead(path);
            } catch (IOException failure) {
                LOG.log(System.Logger.Level.WARNING, "disk cache: reading " + path + ": " + failure.getMessage());
            }
        }
        return false;
    }

    private List<Path> latestFirst() throws IOException {
        var all = disk.list(folder);
        for (var path : all) if (path.toString().endsWith(Segment.UNFINISHED)) disk.delete(path);
        return all.stream().filter(path -> Segment.numberOf(path) >= 0).sorted(Comparator.comparingLong(Segment::numberOf).reversed()).toList();
    }

    /** False if it is no segment. */
    private boolean isRead(Path path) throws IOException {
        long number = Segment.numberOf(path);
        Optional<Long> nonce;
        Footer entries;
        long bytes;
        try (var file = disk.open(path)) {
            nonce = Segment.nonce(file, number);
            bytes = file.size();
            if (nonce.isEmpty()) return bytes < Segment.HEADER && removed(path); // it was killed before it had a header
            var footer = Footer.read(file, bytes, nonce.get());
            entries = footer.isPresent() ? footer.get() : scanned(file, nonce.get());
            if (footer.isEmpty()) bytes = file.size();
        }
        int slot = entries.count() == 0 ? -1 : shared.segments().take();
        if (slot < 0) return removed(path);
        log.adopt(new Segment(slot, number, nonce.get(), path, disk, held), bytes);
        highest = Math.max(highest, entries.highestSequence());
        for (int i = entries.count() - 1; i >= 0; i--) note(entries, i, slot);
        return true;
    }

    private boolean removed(Path path) throws IOException {
        disk.delete(path);
        return true;
    }

    /** What a segment without footer has; it gets one, so that the next start need not look again. */
    private static Footer scanned(Disk.File file, long nonce) throws IOException {
        var found = Scan.of(file, nonce);
        if (found.entries().count() == 0) return found.entries();
        try {
            file.truncate(found.end());
            Disk.writeAll(file, found.entries().toBytes(nonce), found.end());
        } catch (IOException _) {
            // then the next one looks again
        }
        return found.entries();
    }

    private void note(Footer entries, int entry, int slot) {
        long keyHash = entries.keyHash(entry);
        short variant = entries.variant(entry);
        long sequence = entries.sequence(entry);
        switch (entries.kind(entry)) {
            case KEY_DEAD -> killed.merge(keyHash, sequence, Math::max);
            case VARIANT_DEAD -> killed.merge(Kills.ofVariant(keyHash, variant), sequence, Math::max);
            case RESPONSE, HEAD -> {
                if (sequence <= killed.getOrDefault(keyHash, 0L) || sequence <= killed.getOrDefault(Kills.ofVariant(keyHash, variant), 0L)) return;
                if (shared.kills().isDead(keyHash, variant, sequence)) return;
                long location = entries.location(entry, slot);
                if (!shared.index().putIfAbsent(keyHash, variant, location)) return;
                objects++;
                if (shared.kills().isDead(keyHash, variant, sequence)) shared.index().remove(keyHash, location);
            }
        }
    }

    /** The highest sequence met. */
    long highestSequence() {
        return highest;
    }

    /** Responses found. */
    long objects() {
        return objects;
    }
}
