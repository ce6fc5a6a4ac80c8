// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.FieldName;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.identity.Principal;
import dev.catena.identity.Scheme;
import dev.catena.net.BodySource;
import dev.catena.net.DiscardSink;
import dev.catena.observe.ExchangeRecord;
import dev.catena.route.Route;
import dev.catena.upstream.Destination;
import dev.catena.upstream.DialTerms.Reuse;
import dev.catena.upstream.DialTerms;
import dev.catena.upstream.Dialled;
import dev.catena.upstream.Reply;
import dev.catena.upstream.UpstreamConnection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An exchange's way out: the connections it gets to next hops, and what it sends over them. Sees to it that a connection which the
 * client proves stays with the client ({@link Pins}). Owner: one event loop.
 */
final class Outbound {
    /** Requests to next hops for one request of a client: every member tried, with the legs of a handshake each. */
    private static final int SENDS_MAX = 64;

    private final Worker worker;
    private final Snapshot now;
    private final ClientSide client;
    private final ExchangeRecord record;
    private @Nullable UpstreamConnection connection;
    private boolean handedOn;
    private @Nullable HeldBody held;

    Outbound(Worker worker, Snapshot now, ClientSide client, ExchangeRecord record) {
        this.worker = worker;
        this.now = now;
        this.client = client;
        this.record = record;
    }

    CompletionStage<Dialled> dial(Errand errand, Route route, Reuse reuse) {
        record.route = route.word();
        record.reusedConnection = false;
        var to = destination(errand.request(), route);
        var pinned = pinned(errand, to);
        if (pinned.isPresent()) {
            record.reusedConnection = true;
            record.peer = pinned.get().peer();
            return CompletableFuture.completedFuture(new Dialled.Ready(pinned.get()));
        }
        return worker.upstreams().dial(to, switch (route) {
            case Route.Direct _ -> new DialTerms(errand.permit().guard(), client.isOverLoopback(), List.of(), reuse, record);
            case Route.Member member -> new DialTerms(now.hops().guard(), true, now.hops().member(member.id()).source(), reuse, record);
        });
    }

    private Optional<UpstreamConnection> pinned(Errand errand, Destination to) {
        var pins = client.pins();
        if (pins.isEmpty()) return Optional.empty();
        var forHop = pins.take(forHop(errand, to));
        return forHop.isPresent() || errand.request().opensTunnel() ? forHop : pins.take(forOrigin(errand, to));
    }

    private Destination destination(RequestHead request, Route route) {
        return switch (route) {
            case Route.Direct(var host, int port) -> Destination.origin(host, port);
            case Route.Member member -> now.hops().member(member.id()).destination(member, Route.Direct.of(request));
        };
    }

    private static Pins.Purpose forHop(Errand errand, Destination to) {
        return new Pins.Purpose(errand.principal(), to, "");
    }

    private static Pins.Purpose forOrigin(Errand errand, Destination to) {
        return new Pins.Purpose(errand.principal(), to, Saying.authority(errand.request()));
    }

    /** Whether the answer is for nobody but this user on this connection: it logs in to the origin, or did before. */
    boolean isPersonal(RequestHead request, Principal principal) {
        return provesConnection(request) || client.pins().has(principal, Saying.authority(request));
    }

    private static boolean provesConnection(RequestHead request) {
        return request.headers().contains(FieldName.AUTHORIZATION)
            && request.headers().all(FieldName.AUTHORIZATION).stream().anyMatch(Scheme::provesConnection);
    }

    CompletionStage<Reply> send(Errand errand, Route route, UpstreamConnection hop, Saying saying, Consumer<ResponseHead> interim) {
        connection = hop;
        handedOn = saying.isHandedOn();
        if (++record.attempts > SENDS_MAX) throw new IllegalStateException("more than " + SENDS_MAX + " requests for one");
        // the request itself is the last thing said on it, unless it meets a challenge
        hop.keep(!saying.itself());
        if (saying.itself()) pinIfProven(errand, route, hop, saying);
        var out = worker.context().head();
        var head = route.endsAtOrigin()
            ? ForwardedHead.forOrigin(errand, now.pseudonym(), out)
            : ForwardedHead.forProxy(errand, saying, now.hops().userField(route), now.pseudonym(), out);
        var body = saying.itself() && errand.request().hasBody() ? body() : BodySource.EMPTY;
        return hop.send(saying.of(errand.request()), saying.itself() && errand.isUpgrade(), head, body, interim).thenApply(reply -> {
            record.headNanos = record.elapsedNanos();
            if (!route.endsAtOrigin() && !saying.isHandedOn() && reply instanceof Reply.Head(var answered, _) && answered.status() == 407) hop.keep(true);
            return reply instanceof Reply.Lost(boolean retriable, var refusal) && retriable && provesConnection(errand.request())
                ? new Reply.Lost(false, refusal) // its proof was made for the connection that is gone
                : reply;
        });
    }

    private BodySource body() {
        return held == null ? client.requestBody() : held.source();
    }

    /** From now on this is the body of the request. */
    void hold(HeldBody body) {
        held = body;
    }

    @Nullable HeldBody held() {
        return held;
    }

    /** No request goes out any more: what it had in its body is not needed. What still flows of one flows on. */
    void end() {
        if (held != null) held.release();
    }

    /** From the first leg on: what answers to it is of no use to others, and soon the connection is somebody's. */
    private void pinIfProven(Errand errand, Route route, UpstreamConnection hop, Saying saying) {
        if (saying.isHandedOn() && Scheme.provesConnection(saying.proof())) {
            client.pins().pin(hop, forHop(errand, destination(errand.request(), route)));
        } else if (provesConnection(errand.request())) {
            client.pins().pin(hop, forOrigin(errand, destination(errand.request(), route)));
        }
    }

    /** The last request carried the client's own proof to an upstream, and the answer's challenges are for the client. */
    boolean handedOn() {
        return handedOn;
    }

    /** The response's body is not wanted, but its connection is. */
    void discardBody(Reply.Head settled) {
        connection = null;
        settled.body().sendTo(new DiscardSink());
    }

    /** It became a tunnel, which is somebody else's business. */
    void forget() {
        connection = null;
    }

    /** Gives up what is going on. */
    void abandon() {
        if (connection != null) connection.abandon();
        connection = null;
    }
}
