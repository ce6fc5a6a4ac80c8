// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Content;
import dev.catena.cache.Inquiry;
import dev.catena.cache.Refresh;
import dev.catena.cache.Renewal;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.identity.Principal;
import dev.catena.policy.Permit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange has to say to the cache: its request, with the content of a QUERY and with what its listener obeys; and who renews what it
 * found there. Owner: one event loop.
 */
final class CacheTalk {
    private final Worker worker;
    private final Snapshot now;
    private final ClientSide client;
    private final Snapshot.Door door;
    private final Outbound outbound;
    private final Answering answering;
    private Content content = Content.NONE;

    CacheTalk(Worker worker, Snapshot now, ClientSide client, Snapshot.Door door, Outbound outbound, Answering answering) {
        this.worker = worker;
        this.now = now;
        this.client = client;
        this.door = door;
        this.outbound = outbound;
        this.answering = answering;
    }

    /** Of a request of our own: what is known of its content, and its body. */
    void know(Content about, @Nullable HeldBody body) {
        content = about;
        if (body != null) outbound.hold(body);
    }

    /**
     * Reads the content of a QUERY if that may be of use to the cache; completes with the request as it is from then on. A client that waits
     * to be told to go on hears it from whoever reads on (RFC 9110 §10.1.1).
     */
    CompletionStage<RequestHead> hold(RequestHead asked) {
        var refused = now.cache().refusesContent(asked);
        if (refused.isPresent()) {
            content = refused.get();
            return CompletableFuture.completedFuture(asked);
        }
        var body = new HeldBody(now.cache().holdContent(), client.requestBody());
        outbound.hold(body);
        if (asked.expectsContinue()) client.interim(ResponseHead.of(100, Headers.EMPTY));
        return body.read().thenApply(held -> {
            content = held.hasTrailers() ? Content.WITH_TRAILERS : now.cache().contentOf(held.content(), held.isWhole());
            return asked.without(FieldName.EXPECT);
        });
    }

    /** Whether the request's body can be sent more than once. */
    boolean holdsBody() {
        return outbound.held() != null && outbound.held().isWhole();
    }

    /** The request as the cache is asked about it. */
    Inquiry inquiry(RequestHead asked) {
        return new Inquiry(asked, content, door.targets());
    }

    /** What is stored is renewed while it is used. */
    void refresh(RequestHead asked, Principal principal, Permit permit, Refresh refresh) {
        Background.refresh(worker, answering.account(principal, permit), inquiry(asked), outbound.held(), refresh);
    }

    /** What is stored will be renewed, should nobody ask for it by then. */
    void renewInTime(RequestHead asked, Principal principal, Permit permit, Renewal renewal) {
        worker.renewals().add(worker, answering.account(principal, permit), inquiry(asked.without(FieldName.PROXY_AUTHORIZATION, FieldName.COOKIE)), renewal);
    }
}
