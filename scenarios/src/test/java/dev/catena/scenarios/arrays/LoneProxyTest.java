// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who has no array does not pay for one. */
class LoneProxyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void a_proxy_on_its_own_loads_nothing_of_the_engine() throws IOException {
        var classes = folder.resolve("classes");
        var settings = Files.writeString(folder.resolve("catena.yaml"), "listeners: [{name: clients, address: '127.0.0.1:0'}]\nconsole: {address: '127.0.0.1:0'}\n");
        var java = new Peer(Path.of(System.getProperty("java.home"), "bin", "java"));
        try (var proxy = java.start(folder, Map.of(), "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:class+load:file=" + classes, "-cp",
            System.getProperty("java.class.path"), "dev.catena.server.Main", "run", "-c", settings.toString())) {
            proxy.awaitOutput("listens", PATIENCE);
            proxy.awaitOutput("try", PATIENCE);
        }
        var loaded = Files.readString(classes);
        assertThat(loaded).contains("dev.catena.server.ArrayPlace");
        assertThat(loaded).doesNotContain("org.jgroups.", "dev.catena.array.engine.");
    }
}
