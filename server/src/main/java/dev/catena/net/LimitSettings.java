// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.base.ByteSize;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;

/** How much of everything is too much. */
public record LimitSettings(
    @Setting(doc = "Bytes of a request or response head.", initial = "64KiB", min = "1KiB", max = "16MiB") ByteSize head,
    @Setting(doc = "Field lines of a head.", initial = "1000", min = "10", max = "100000") int fields,
    @Setting(doc = "Bytes of chunk extensions of one message.", initial = "16KiB", max = "16MiB") ByteSize chunkExtensions,
    @Setting(doc = "Bytes of trailers of one message.", initial = "16KiB", max = "16MiB") ByteSize trailers,
    @Setting(doc = "Interim (1xx) responses before the final one.", initial = "32", min = "0", max = "10000") int interimResponses,
    @Setting(doc = "Client connections, of all listeners together.", initial = "20000", min = "1", max = "10000000") int connections,
    @Setting(doc = "Client connections of one source address.", initial = "10000", min = "1", max = "10000000") int connectionsPerClient,
    @Setting(doc = "Bytes one exchange may hold between its two sockets.", initial = "1MiB", min = "16KiB", max = "1GiB") ByteSize inFlight,
    @Setting(doc = "Bytes of the pipe through which Linux moves a direction of a busy tunnel without copying; 0B: they are copied.",
        initial = "1MiB", max = "16MiB") ByteSize tunnelPipe,
    @Setting(doc = "Such pipes in use at the same time, of all event loops together; a direction of a tunnel that finds none is copied.", initial = "512",
        min = "0", max = "1000000") int tunnelPipes,
    @Setting(doc = "A tunnel is busy once so many bytes were there at once. Before, it is copied, which costs less as long as little passes.",
        initial = "64KiB", min = "1B", max = "256KiB") ByteSize tunnelBusy,
    @Setting(doc = "Bytes of the largest request body; 0B: any.", initial = "0B") ByteSize body,
    @Setting(doc = "Bytes a second that a request body must bring, on the average of `timeouts.stall`; 0B: any byte will do.", initial = "64B")
    ByteSize bodyRate) implements Checked {

    @Override
    public void check(Faults faults) {
        var told = faults.sound("connections", "connections-per-client") && faults.wrote("connections-per-client");
        if (told && connectionsPerClient > connections) {
            faults.warning("connections-per-client", "has no effect: %d is more than all connections together (%d)"
                .formatted(connectionsPerClient, connections), "lower it, or raise limits.connections");
        }
    }

    /** Whether a request body of {@code bytes} is too large. */
    public boolean bodyExceeds(long bytes) {
        return !body.isZero() && bytes > body.bytes();
    }
}
