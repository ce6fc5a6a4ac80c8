// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.winbind;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines of which none takes more memory than the bound: what is longer loses its end. */
final class BoundedLines {
    static final int LINE_BYTES_MAX = 4096;

    private final InputStream in;

    BoundedLines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next line without its break; null at the end. */
    @Nullable String next() throws IOException {
        var line = new ByteArrayOutputStream();
        int read = in.read();
        if (read < 0) {
            return null;
        }
        for (; read >= 0 && read != '\n'; read = in.read()) {
            if (line.size() < LINE_BYTES_MAX) {
                line.write(read);
            }
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }
}
