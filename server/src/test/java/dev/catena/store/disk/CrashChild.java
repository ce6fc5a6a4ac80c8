// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.server.ProxyServer;
import dev.catena.store.disk.FaultyDisk.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * A proxy with a disk that fails, in a process of its own to be killed: {@code CrashChild SETTINGS SEED PROBABILITY}. Says {@code ready PORT OBJECTS MILLIS} and
 * goes on until its standard input ends.
 */
final class CrashChild {
    private CrashChild() {}

    public static void main(String[] arguments) throws IOException {
        double probability = Double.parseDouble(arguments[2]);
        // what a disk does every day, and now and then a bad day
        var disk = new FaultyDisk(Long.parseLong(arguments[1]))
            .with(probability, Fault.SHORT_WRITE, Fault.WRITE_ERROR, Fault.READ_ERROR, Fault.FULL, Fault.BIT_FLIP);
        DiskStore.system = disk;
        long began = System.nanoTime();
        var server = ProxyServer.start(Path.of(arguments[0]), List.of(), InstantSource.system());
        long millis = (System.nanoTime() - began) / 1_000_000;
        System.out.println("ready %d %d".formatted(server.address("clients").getPort(), millis));
        System.out.flush();
        while (System.in.read() >= 0) {
            if (System.in.available() == 0) System.out.println("faults " + disk.happened());
        }
        System.exit(0);
    }
}
