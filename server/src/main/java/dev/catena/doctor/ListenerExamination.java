// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import dev.catena.identity.Scheme;
import dev.catena.listen.ListenerSettings;
import dev.catena.listen.ListenerTlsSettings;
import dev.catena.listen.Openness;
import dev.catena.net.TlsUnusable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether clients reach the listeners, and who they may be. */
public final class ListenerExamination implements Examination {
    private static final String GROUP = "listener";
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

    private final List<ListenerSettings> listeners;
    private final List<ListenerSettings> doors;
    private final Map<String, InetSocketAddress> bound;
    private final InstantSource clock;

    /**
     * @param doors the listeners, and that of the array's members
     * @param bound where those that are open are, by name; empty when no proxy runs
     */
    public ListenerExamination(List<ListenerSettings> listeners, List<ListenerSettings> doors, Map<String, InetSocketAddress> bound, InstantSource clock) {
        this.listeners = List.copyOf(listeners);
        this.doors = List.copyOf(doors);
        this.bound = Map.copyOf(bound);
        this.clock = clock;
    }

    @Override
    public List<Check> run() {
        var checks = new ArrayList<Check>();
        doors.stream().filter(door -> door.tls().isOn()).forEach(door -> checks.add(certificate(door)));
        for (var listener : listeners) {
            checks.add(bound.isEmpty() ? free(listener) : reached(listener, bound.get(listener.name())));
            if (listener.isBeyondLoopback() && listener.open() == Openness.ON_PURPOSE) {
                checks.add(Check.doubtful(GROUP, listener.name(), "everybody who reaches %s may use this proxy".formatted(listener.address()),
                    "if that is not wanted: remove `open: on-purpose`, and name your clients in a rule"));
            }
            if (listener.isBeyondLoopback() && !listener.tls().isOn() && listener.schemes().contains(Scheme.BASIC)) {
                checks.add(Check.doubtful(GROUP, listener.name(), "basic shows passwords to everybody on the way to %s".formatted(listener.address()),
                    "leave basic out of its schemes where all clients know digest, ntlm or negotiate"));
            }
        }
        return checks;
    }

    private Check certificate(ListenerSettings listener) {
        var subject = "certificate of " + listener.name();
        try {
            var own = listener.tls().read().own();
            var now = clock.instant();
            var shown = "for %s, signed by %s".formatted(own.names(), own.issuer());
            if (own.expires().isBefore(now)) {
                return Check.failing(GROUP, subject, "it (%s) has expired on %s".formatted(shown, own.expires()), "renew it, then `catena reload`");
            } else if (own.begins().isAfter(now)) {
                return Check.failing(GROUP, subject, "it (%s) is valid only from %s on".formatted(shown, own.begins()), "check this machine's clock");
            }
            return own.expires().isBefore(now.plus(ListenerTlsSettings.SOON))
                ? Check.doubtful(GROUP, subject, "it (%s) expires on %s".formatted(shown, own.expires()), "renew it, then `catena reload`")
                : Check.fine(GROUP, subject, "%s, until %s".formatted(shown, own.expires()));
        } catch (TlsUnusable unusable) {
            return Check.failing(GROUP, subject, "`tls.%s`: %s".formatted(unusable.setting(), unusable.happened()), unusable.remedy());
        }
    }

    private static Check reached(ListenerSettings listener, @Nullable InetSocketAddress address) {
        if (address == null) return Check.failing(GROUP, listener.name(), "it is not open", "look into the service log: `catena status`, last_reload");
        var here = address.getAddress().isAnyLocalAddress() ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()) : address;
        try (var socket = new Socket()) {
            socket.connect(here, (int) CONNECT_MAX.toMillis());
            return Check.fine(GROUP, listener.name(), "takes connections on %s (%s)".formatted(listener.address(), words(listener)));
        } catch (IOException closed) {
            return Check.failing(GROUP, listener.name(), "does not take a connection on %s (%s)".formatted(listener.address(), closed.getMessage()),
                "if it is too busy, see `limits.connections`; a packet filter on this machine may be in the way");
        }
    }

    private static Check free(ListenerSettings listener) {
        if (listener.address().port() == 0) return Check.fine(GROUP, listener.name(), "the system would choose its port (%s)".formatted(words(listener)));
        try (var socket = new ServerSocket()) {
            socket.bind(listener.address().toSocketAddress());
            return Check.fine(GROUP, listener.name(), "could listen on %s (%s)".formatted(listener.address(), words(listener)));
        } catch (IOException held) {
            return Check.failing(GROUP, listener.name(), "could not listen on %s (%s)".formatted(listener.address(), held.getMessage()),
                "`ss -ltnp` shows who listens there; if it is this proxy, its console was not reached (console.address)");
        }
    }

    private static String words(ListenerSettings listener) {
        return listener.schemes().stream().map(Scheme::word).collect(Collectors.joining(", "));
    }
}
