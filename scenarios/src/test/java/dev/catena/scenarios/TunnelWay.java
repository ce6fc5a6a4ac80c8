// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import java.nio.file.Files;
import java.nio.file.Path;

/** The ways the bytes of a tunnel can go, each with the settings that choose it. Only one splices where there is no splice: the first. */
public enum TunnelWay {
    COPIED("tunnel-pipe: 0B"),
    AS_INSTALLED("tunnel-pipe: 1MiB"),
    SMALL_PIPES("tunnel-pipe: 64KiB, tunnel-busy: 4KiB"),
    SPLICED_FROM_THE_FIRST_BYTE("tunnel-busy: 1B"),
    FEW_PIPES("tunnel-pipes: 1, tunnel-busy: 1B"),
    NO_PIPES("tunnel-pipes: 0, tunnel-busy: 1B");

    private final String limits;

    TunnelWay(String limits) {
        this.limits = limits;
    }

    public String settings() {
        return "limits: {%s}".formatted(limits);
    }

    /** Whether bytes of a busy tunnel go through the kernel, or through what stands in for a pipe. */
    public boolean isSpliced() {
        return this != COPIED;
    }

    /** Whether this is a Linux that has epoll and splice, as all have. */
    public static boolean canSplice() {
        return Files.isDirectory(Path.of("/proc/self/fd"));
    }
}
