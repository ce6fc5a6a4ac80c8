// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.base.ByteSize;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;
import java.util.HashSet;
import java.util.List;

/** The part of the cache that outlives memory and restarts. */
public record DiskSettings(
    @Setting(doc = "A folder, or a list of folders on different disks, each with its share; [] keeps nothing on disk.", initial = "[]")
    List<String> path,
    @Setting(doc = "Bytes on disk, in all folders together.", initial = "10GiB", min = "16MiB", max = "1024TiB") ByteSize size,
    @Setting(doc = "Larger bodies are not kept on disk.", initial = "4GiB", max = "1024TiB") ByteSize objectMax,
    @Setting(doc = "Bytes in memory that may wait to be written, for each folder; what comes when so much waits is not kept on disk.",
        initial = "32MiB", min = "1MiB", max = "16GiB")
    ByteSize writeBuffer) implements Checked {

    /** The least a folder can work with. */
    private static final long FOLDER_MIN = 16 << 20;

    public DiskSettings {
        path = List.copyOf(path);
    }

    /** Nothing on disk. */
    public static DiskSettings none() {
        return new DiskSettings(List.of(), ByteSize.ofMiB(16), ByteSize.ofMiB(1), ByteSize.ofMiB(1));
    }

    @Override
    public void check(Faults faults) {
        if (path.stream().anyMatch(one -> one.isBlank() || one.indexOf('\0') >= 0)) {
            faults.error("path", "an empty path is no folder", "write a folder's path, such as /var/cache/catena");
        }
        if (new HashSet<>(path).size() < path.size()) {
            faults.error("path", "a folder is named twice", "name each folder once");
        }
        if (isOn() && faults.sound("path", "size") && share() < FOLDER_MIN) {
            faults.error("size", "%s is less than 16MiB for each of %d folders".formatted(size, path.size()), "raise it, or name fewer folders");
        }
    }

    /** Whether anything is kept on disk. */
    public boolean isOn() {
        return !path.isEmpty();
    }

    /** Bytes of each folder. */
    long share() {
        return size.bytes() / Math.max(1, path.size());
    }
}
