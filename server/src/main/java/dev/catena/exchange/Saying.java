// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.http.Version;
import dev.catena.identity.HopRequest;

/**
 * What is said to an upstream: the request itself, or something harmless in its place, with a proof or without.
 *
 * <p>Something harmless is a HEAD for what the hop has in its cache ({@code only-if-cached}, RFC 9111 §5.2.1.7): a hop asks for a
 * proof before it answers that, and answers it itself; one that forwards it all the same does no harm (RFC 9110 §9.2.1). OPTIONS
 * with {@code Max-Forwards: 0} would be the question made for this, but Squid answers 501 to it before it asks who we are. A
 * request with an effect or a body is never sent to make a handshake happen.
 *
 * @param proof the value of {@code Proxy-Authorization}, or empty; a secret
 */
record Saying(What what, String proof) {
    /** What goes out. */
    enum What {
        /** The request, and if there is a proof, ours. */
        REQUEST,
        /** The request with the client's own proof, if it sent one. */
        HANDED_ON,
        /** Something harmless. */
        HARMLESS
    }

    static final Saying PLAIN = new Saying(What.REQUEST, "");

    /** @param itself whether it is the request, or something harmless */
    static Saying ours(boolean itself, String proof) {
        return new Saying(itself ? What.REQUEST : What.HARMLESS, proof);
    }

    /** The request as its client sent it, for an upstream that the client logs in to. */
    static Saying handedOn(RequestHead request) {
        return new Saying(What.HANDED_ON, request.headers().first(FieldName.PROXY_AUTHORIZATION).orElse(""));
    }

    boolean itself() {
        return what != What.HARMLESS;
    }

    boolean isHandedOn() {
        return what == What.HANDED_ON;
    }

    /** The request that goes on the wire. */
    RequestHead of(RequestHead request) {
        if (itself()) return request;
        var authority = authority(request);
        return new RequestHead(Method.HEAD, "http://" + authority + "/", request.target(), Version.HTTP_1_1,
            Headers.of("Host", authority, "Cache-Control", "only-if-cached"), BodyLength.NONE);
    }

    /** What a proof may cover of it. */
    HopRequest covered(RequestHead request) {
        return itself()
            ? new HopRequest(request.method().token(), ForwardedHead.targetForProxy(request))
            : new HopRequest("HEAD", "http://" + authority(request) + "/");
    }

    /** Whether a hop that answers this has trouble of its own: 504 says only that nothing is stored. */
    boolean isTrouble(int status) {
        return status >= 500 && (itself() || status != 504);
    }

    static String authority(RequestHead request) {
        return switch (request.target()) {
            case Target.Absolute absolute -> absolute.authority();
            case Target.Tunnel tunnel -> tunnel.authority();
            case Target.Origin _, Target.Asterisk _ -> throw new IllegalArgumentException("not admitted: " + request.rawTarget());
        };
    }

    @Override
    public String toString() {
        return (itself() ? "the request" : "something harmless") + (proof.isEmpty() ? "" : " with a proof ****");
    }
}
