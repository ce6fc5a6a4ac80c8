// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.cache.Cache;
import dev.catena.cache.CacheSettings;
import dev.catena.store.LowerTier;
import dev.catena.store.MemoryStore;
import dev.catena.store.disk.DiskCounts;
import dev.catena.store.disk.DiskTier;
import dev.catena.store.disk.FolderStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is stored: the cache, the memory it lies in, and the disk below, if there is one. Any thread may look; one at a time may change it. */
final class Storage implements AutoCloseable {
    private final MemoryStore memory;
    private final Cache cache;
    private final DiskCounts diskCounts = new DiskCounts();
    private volatile @Nullable DiskTier disk;

    /** In memory alone, until {@link #useDisk} is called. */
    Storage(CacheSettings settings, InstantSource clock) {
        memory = new MemoryStore(settings.memory().bytes());
        cache = new Cache(settings, memory, clock);
    }

    void use(CacheSettings wanted) {
        cache.use(wanted);
        useDisk(wanted);
    }

    /** Opens the folders of these settings, and closes those of the settings before. */
    void useDisk(CacheSettings wanted) {
        var before = disk;
        boolean on = wanted.isOn() && wanted.disk().isOn();
        if (before != null && on) {
            before.use(wanted.disk());
            cache.useBelow(before);
        } else if (before != null) {
            cache.useBelow(LowerTier.NONE);
            before.close();
            disk = null;
        } else if (on) {
            var opened = DiskTier.open(wanted.disk(), memory, diskCounts);
            cache.useBelow(opened);
            disk = opened;
        }
    }

    Cache cache() {
        return cache;
    }

    MemoryStore memory() {
        return memory;
    }

    /** The cache's disk, if it has one. */
    Optional<DiskTier> disk() {
        return Optional.ofNullable(disk);
    }

    DiskCounts diskCounts() {
        return diskCounts;
    }

    /** The folders of the cache's disk. */
    List<FolderStatus> folders() {
        return disk().map(DiskTier::folders).orElse(List.of());
    }

    /** Forgets what is in memory; what is on disk stays there. */
    @Override
    public void close() {
        var below = disk;
        cache.useBelow(LowerTier.NONE);
        if (below != null) below.close();
        memory.clear();
    }
}
