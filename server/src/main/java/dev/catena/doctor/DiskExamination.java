// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import dev.catena.base.ByteSize;
import dev.catena.store.disk.FolderStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folders of the disk cache: whether they are used, and whether there is room for what they may hold. */
public final class DiskExamination implements Examination {
    private static final String GROUP = "disk";

    private final List<FolderStatus> folders;

    public DiskExamination(List<FolderStatus> folders) {
        this.folders = List.copyOf(folders);
    }

    @Override
    public List<Check> run() {
        return folders.stream().map(DiskExamination::check).toList();
    }

    private static Check check(FolderStatus folder) {
        return switch (folder.standing()) {
            case OUT -> Check.failing(GROUP, folder.path(), "it is not used: " + folder.trouble(), "mend that, then `catena reload`; until then what it would hold is fetched");
            case AILING -> Check.failing(GROUP, folder.path(), "nothing is written to it: " + folder.trouble(),
                "look at the disk and the rights; it is tried again by itself within 5 minutes");
            case FULL -> Check.doubtful(GROUP, folder.path(), "the file system is full, with %s of the cache's %s".formatted(size(folder.bytes()), size(folder.bytesMax())),
                "make room, or lower `cache.disk.size`");
            case RECOVERING, WELL -> room(folder);
        };
    }

    private static Check room(FolderStatus folder) {
        long missing = folder.bytesMax() - folder.bytes() - free(folder);
        return missing <= 0 ? Check.fine(GROUP, folder.path(), "%s of %s".formatted(size(folder.bytes()), size(folder.bytesMax())))
            : Check.doubtful(GROUP, folder.path(), "the file system has %s too little for the %s the cache may grow to".formatted(size(missing), size(folder.bytesMax())),
                "make room, or lower `cache.disk.size`; when the file system is full the cache makes do with what it has");
    }

    private static long free(FolderStatus folder) {
        try {
            return Files.getFileStore(Path.of(folder.path())).getUsableSpace();
        } catch (IOException unknown) {
            return Long.MAX_VALUE - folder.bytes();
        }
    }

    private static String size(long bytes) {
        return new ByteSize(bytes >> 20 << 20).toString();
    }
}
