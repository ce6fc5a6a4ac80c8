// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.accounts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Replaces a file that holds secrets in one step, readable by its owner only. */
final class ProtectedFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private ProtectedFile() {}

    /**
     * Writes a new file beside {@code file} and renames it over it. The new file has mode 0600 from its first moment; a former
     * file hands on its owner and group (an administrator's edit must not lock the proxy's own user out) and the group's right to read.
     */
    static void replace(Path file, String text) throws IOException {
        var real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        var fresh = Files.createTempFile(real.getParent(), "." + real.getFileName(), ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            write(fresh, text);
            if (Files.exists(real)) {
                inherit(real, fresh);
            }
            Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void write(Path fresh, String text) throws IOException {
        try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void inherit(Path former, Path fresh) throws IOException {
        var was = Files.readAttributes(former, PosixFileAttributes.class);
        var is = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        if (!is.readAttributes().owner().equals(was.owner())) {
            is.setOwner(was.owner());
        }
        if (!is.readAttributes().group().equals(was.group())) {
            is.setGroup(was.group());
        }
        var permissions = EnumSet.copyOf(OWNER_ONLY);
        if (was.permissions().contains(PosixFilePermission.GROUP_READ)) {
            permissions.add(PosixFilePermission.GROUP_READ);
        }
        is.setPermissions(permissions);
    }
}
