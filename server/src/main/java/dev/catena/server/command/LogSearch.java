// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds a line in an access log, from its end: what is asked about happened a moment ago. Reads the file in blocks, whatever its size. */
final class LogSearch {
    private static final int BLOCK = 1024 * 1024;
    /** No line of an access log is longer. */
    private static final int LINE_MAX = 128 * 1024;
    /** Numbered files beside a log that are looked at: {@code access.log.1}… */
    private static final int ROTATED_MAX = 9;

    private LogSearch() {}

    /** A log, and what logrotate made of it, as far as that is not compressed; the newest first. */
    static List<Path> withRotated(Path log) {
        var files = new ArrayList<Path>();
        if (Files.isReadable(log)) files.add(log);
        for (int i = 1; i <= ROTATED_MAX; i++) {
            var rotated = log.resolveSibling(log.getFileName() + "." + i);
            if (Files.isReadable(rotated)) files.add(rotated);
        }
        return files;
    }

    /** The last line with that id. */
    static Optional<String> find(Path log, String id) throws IOException {
        var wanted = "\"id\":\"" + id + "\"";
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            var block = new byte[BLOCK + LINE_MAX];
            for (long end = file.length(); end > 0; end -= BLOCK) {
                long begin = Math.max(0, end - BLOCK);
                // a line that reaches over the end of the block belongs to it
                int length = (int) Math.min(file.length() - begin, end - begin + LINE_MAX);
                file.seek(begin);
                file.readFully(block, 0, length);
                // one character a byte, so that places in the text are places in the block
                var text = new String(block, 0, length, StandardCharsets.ISO_8859_1);
                int at = text.lastIndexOf(wanted);
                if (at < 0) continue;
                int from = text.lastIndexOf('\n', at) + 1;
                int to = text.indexOf('\n', at);
                if (from == 0 && begin > 0) {
                    // its beginning is in the block before
                    long lineBegin = Math.max(0, begin - LINE_MAX);
                    return line(file, lineBegin, begin + (to < 0 ? length : to));
                }
                return Optional.of(new String(block, from, (to < 0 ? length : to) - from, StandardCharsets.UTF_8));
            }
            return Optional.empty();
        }
    }

    private static Optional<String> line(RandomAccessFile file, long from, long to) throws IOException {
        var bytes = new byte[(int) (to - from)];
        file.seek(from);
        file.readFully(bytes);
        var text = new String(bytes, StandardCharsets.UTF_8);
        return Optional.of(text.substring(text.lastIndexOf('\n') + 1));
    }
}
