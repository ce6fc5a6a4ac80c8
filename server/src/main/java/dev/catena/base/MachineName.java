// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the machine calls itself. Nobody is asked over a network. */
public final class MachineName {
    private static final Path KERNELS = Path.of("/proc/sys/kernel/hostname");

    private MachineName() {}

    /** By the kernel where it tells: HOSTNAME is a variable of shells, and services lack it. "catena" if nobody knows a name that can be one. */
    public static String get() {
        @Nullable String name = System.getenv("HOSTNAME");
        try {
            if (Files.isReadable(KERNELS)) name = Files.readString(KERNELS).strip();
        } catch (IOException unreadable) {
            // the variable will do
        }
        return name != null && name.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,200}") ? name : "catena";
    }
}
