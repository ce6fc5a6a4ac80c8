// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

/**
 * How a folder of the disk cache is, at one moment.
 *
 * @param trouble what is wrong; empty if nothing is
 * @param bytes of its files
 * @param bytesMax its share of {@code cache.disk.size}
 * @param waitingBytes that are still to be written
 */
public record FolderStatus(String path, Standing standing, String trouble, long bytes, long bytesMax, long waitingBytes) {
    /** Whether it is read and written. */
    public enum Standing {
        /** What it has is being found; what was found is used already. */
        RECOVERING,
        WELL,
        /** Others fill the file system: it makes do with what it has. */
        FULL,
        /** It is read, and not written to for a while. */
        AILING,
        /** It is not used. */
        OUT
    }

    /** Whether responses go there. */
    public boolean isUp() {
        return standing != Standing.AILING && standing != Standing.OUT;
    }
}
