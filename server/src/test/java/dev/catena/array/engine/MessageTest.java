// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catena.array.Doubted;
import dev.catena.settings.HostPort;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageTest {
    static Stream<Message> messages() {
        return Stream.of(
            new Message.Doubts(List.of(new Doubted(List.of("http://a/" + "x".repeat(100_000), "http://b/"), List.of("http://a n\u00e9ws")), new Doubted(List.of(), List.of()))),
            new Message.Purge("tag", "news"),
            new Message.GoodBye(new HostPort("10.0.0.1", 3128)),
            new Message.Drain(new HostPort("10.0.0.1", 3128), true));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void what_is_read_is_what_was_written(Message message) throws IOException {
        assertThat(Message.parse(message.toBytes())).isEqualTo(message);
    }

    @Test
    void what_is_damaged_is_an_error_that_takes_no_memory() {
        var whole = new Message.Doubts(List.of(new Doubted(List.of("http://a/"), List.of()))).toBytes();
        for (int length = 1; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Message.parse(cut)).as("%d bytes", length).isInstanceOf(IOException.class);
        }
        var huge = whole.clone();
        Arrays.fill(huge, 5, 9, (byte) 0x7f);
        assertThatThrownBy(() -> Message.parse(huge)).isInstanceOf(IOException.class).hasMessageContaining("a text of");
    }
}
