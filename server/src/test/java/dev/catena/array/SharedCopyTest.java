// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedCopyTest {
    private static final SharedSettings SETTINGS = new SharedSettings(7, "# why\npolicy: []\n", "cache1.example:3128", Instant.parse("2026-11-29T12:00:00.123Z"));

    @TempDir
    Path folder;

    @Test
    void what_is_kept_is_found_again() throws IOException {
        assertThat(SharedCopy.load(folder)).isEqualTo(SharedSettings.NONE);
        SharedCopy.save(folder, SETTINGS);
        SharedCopy.save(folder, SETTINGS);
        assertThat(SharedCopy.load(folder)).isEqualTo(SETTINGS);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void the_first_line_tells_the_epoch() {
        var text = SharedCopy.print(SETTINGS);
        assertThat(text).startsWith("# epoch 7, written at cache1.example:3128, 2026-11-29T12:00:00.123Z\n# why\n");
        assertThat(SharedCopy.epoch(text)).contains(7L);
        assertThat(SharedCopy.withoutEpoch(text)).isEqualTo(SETTINGS.text());
        assertThat(SharedCopy.epoch(SharedCopy.print(SharedSettings.NONE))).contains(0L);
        assertThat(SharedCopy.epoch("policy: []")).isEmpty();
        assertThat(SharedCopy.epoch("")).isEmpty();
        assertThat(SharedCopy.withoutEpoch("policy: []\n")).isEqualTo("policy: []\n");
        assertThat(SharedCopy.epoch("# epoch 99999999999999999999")).isEmpty();
    }

    @Test
    void what_was_changed_by_hand_is_not_taken_for_agreed() throws IOException {
        Files.writeString(folder.resolve("settings.yaml"), "policy: []\n");
        assertThatThrownBy(() -> SharedCopy.load(folder)).isInstanceOf(IOException.class).hasMessageContaining("changed by hand: remove it");
    }
}
