// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArraySimulateTest {
    @TempDir
    Path folder;

    @Test
    void a_table_shows_each_hash() {
        var ran = Typed.in(folder).run("array", "simulate", "--members", "5", "--loads", "1,2", "--keys", "20000", "--down", "1");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).startsWith("5 members, loads 1,2, 20000 keys; then 1 down, 0 removed, 0 added")
            .containsPattern("rendezvous +1\\.\\d{3} +0\\.9\\d\\d .* 0\\.00%").contains("carp-v1 ", "carp-squid ");
    }

    @Test
    void json_has_the_same_and_mistakes_are_said() {
        var ran = Typed.in(folder).run("array", "simulate", "--hash", "carp-v1", "--keys", "1000", "--json");
        assertThat(ran.out()).startsWith("{\"members\":3,\"keys\":1000,\"hashes\":[{\"hash\":\"carp-v1\",\"highest\":\"1.");
        assertThat(Typed.in(folder).run("array", "simulate", "--members", "0").err()).isEqualTo("catena: an array has 1 to 1000 members\n");
        assertThat(Typed.in(folder).run("array", "simulate", "--hash", "maglev").exitCode()).isEqualTo(2);
        assertThat(Typed.in(folder).run("array").exitCode()).isEqualTo(2);
    }
}
