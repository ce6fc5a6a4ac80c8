// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.identity.Principal;
import dev.catena.upstream.Destination;
import dev.catena.upstream.Keeper;
import dev.catena.upstream.UpstreamConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connections to next hops that serve one client's connection alone. NTLM and Negotiate prove a connection and not a request
 * (RFC 4559 §6): what carries the first leg of such a proof of the <em>client's</em>, to an origin or to an upstream, is pinned from then
 * on. It serves the same user on the same client's connection for the same purpose, never goes back to a shelf, and both end together,
 * so that the client begins anew and does not take a connection for proven that is not. Owner: one event loop.
 */
public final class Pins implements Keeper {
    /** Connections that one client's connection may hold; the oldest goes when there are more. */
    static final int PINS_MAX = 16;

    /**
     * What a pinned connection is for.
     *
     * @param principal who asked when it was pinned
     * @param to the next hop
     * @param authority the origin that was logged in to, or empty when it was the hop itself
     */
    record Purpose(Principal principal, Destination to, String authority) {}

    private final Runnable endTogether;
    private @Nullable Map<Purpose, UpstreamConnection> pinned;

    /** @param endTogether ends the client's connection: at once, or after the answer that is being given */
    public Pins(Runnable endTogether) {
        this.endTogether = endTogether;
    }

    /** Whether there is none, as for most clients. */
    boolean isEmpty() {
        return pinned == null || pinned.isEmpty();
    }

    /** The connection for that purpose, if there is one; the caller's until its response has ended. */
    Optional<UpstreamConnection> take(Purpose purpose) {
        if (pinned == null) return Optional.empty();
        var connection = pinned.get(purpose);
        if (connection == null || !connection.isReady()) return Optional.empty();
        connection.taken();
        return Optional.of(connection);
    }

    /** Whether this user logged in to that origin over a connection of its own. */
    boolean has(Principal principal, String authority) {
        if (pinned == null) return false;
        return pinned.keySet().stream().anyMatch(purpose -> purpose.authority().equals(authority) && purpose.principal().equals(principal));
    }

    boolean holds(UpstreamConnection connection) {
        return pinned != null && pinned.containsValue(connection);
    }

    void pin(UpstreamConnection connection, Purpose purpose) {
        if (holds(connection)) return;
        if (pinned == null) pinned = new LinkedHashMap<>();
        var former = pinned.put(purpose, connection);
        connection.serveOnly(this);
        if (former == null && pinned.size() > PINS_MAX) former = pinned.remove(pinned.keySet().iterator().next());
        if (former != null) former.close(); // no longer ours, so nobody ends with it
    }

    @Override
    public void take(UpstreamConnection connection) {
        // it waits in the table
    }

    @Override
    public void lost(UpstreamConnection connection) {
        if (pinned != null && pinned.values().remove(connection)) endTogether.run();
    }

    /** The client's connection is gone. */
    public void close() {
        if (pinned == null) return;
        var all = List.copyOf(pinned.values());
        pinned = null;
        all.forEach(UpstreamConnection::close);
    }
}
