// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.http.Authority;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.Method;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.net.OwnSockets;
import java.util.Optional;

/**
 * Whether a request is one for a proxy, and for this one, before anybody asks who may do it. One gate for each
 * listener; pure but for the sockets it knows as ours.
 */
public final class Gate {
    private static final Headers.Known RARE = Headers.Known.of(FieldName.VIA, FieldName.EXPECT, FieldName.MAX_FORWARDS);
    /** More hops than any chain has; larger values are forwarded as this one (RFC 9110 §7.6.2). */
    private static final long FORWARDS_MAX = 1_000_000;

    private final String pseudonym;
    private final boolean originForm;
    private final OwnSockets own;

    /**
     * @param pseudonym what this proxy calls itself in {@code Via}
     * @param originForm the listener takes requests in origin form, too ({@code origin-form})
     * @param own a request in origin form whose Host is one of them is not for a proxy
     */
    public Gate(String pseudonym, boolean originForm, OwnSockets own) {
        this.pseudonym = pseudonym;
        this.originForm = originForm;
        this.own = own;
    }

    /** Whether a request that names this host is for this proxy itself. */
    public boolean isOurs(Authority host) {
        return own.has(host.host(), host.portOr(Target.defaultPort("http")));
    }

    public Admission admit(RequestHead request) {
        if (request.method() == Method.TRACE) return rejected(RefusalCode.METHOD_NOT_ALLOWED, "TRACE is not forwarded");
        if (request.headers().containsAny(RARE)) {
            var decided = byFields(request);
            if (decided.isPresent()) return decided.get();
        }
        return switch (request.target()) {
            case Target.Tunnel _ -> new Admission.Proceed(request);
            case Target.Absolute absolute -> byScheme(request, absolute.scheme());
            case Target.Origin origin -> byHost(request, origin);
            case Target.Asterisk _ -> new Admission.Answer("OPTIONS * asks for what this proxy itself can do");
        };
    }

    /**
     * The value that {@code Max-Forwards} has when the request is forwarded, or empty if the field stays as it is
     * (RFC 9110 §7.6.2: it means something for OPTIONS and TRACE only).
     */
    public static Optional<String> forwardedMaxForwards(RequestHead request) {
        if (request.method() != Method.OPTIONS || !request.headers().contains(FieldName.MAX_FORWARDS)) return Optional.empty();
        long forwards = maxForwards(request.headers());
        return forwards <= 0 ? Optional.empty() : Optional.of(Long.toString(forwards - 1));
    }

    private Optional<Admission> byFields(RequestHead request) {
        var headers = request.headers();
        if (ViaLoop.names(headers, pseudonym)) {
            return Optional.of(rejected(RefusalCode.LOOP, "its Via field names this proxy (%s)".formatted(pseudonym)));
        }
        for (var expectation : headers.list(FieldName.EXPECT)) {
            if (!expectation.equalsIgnoreCase("100-continue")) {
                return Optional.of(rejected(RefusalCode.EXPECTATION_FAILED, "the request expects something other than 100-continue"));
            }
        }
        if (request.method() != Method.OPTIONS || !headers.contains(FieldName.MAX_FORWARDS)) return Optional.empty();
        long forwards = maxForwards(headers);
        if (forwards < 0) return Optional.of(rejected(RefusalCode.REQUEST_MALFORMED, "the request's Max-Forwards is not one number"));
        return forwards == 0 ? Optional.of(new Admission.Answer("Max-Forwards is 0, so the request ends here")) : Optional.empty();
    }

    /** The field's number, at most {@link #FORWARDS_MAX}; -1 if it is not one number. */
    private static long maxForwards(Headers headers) {
        var values = headers.all(FieldName.MAX_FORWARDS);
        if (values.size() != 1 || values.getFirst().isEmpty()) return -1;
        long number = 0;
        for (char digit : values.getFirst().toCharArray()) {
            if (digit < '0' || digit > '9') return -1;
            number = Math.min(FORWARDS_MAX, number * 10 + digit - '0');
        }
        return number;
    }

    private static Admission byScheme(RequestHead request, String scheme) {
        return switch (scheme) {
            case "http" -> new Admission.Proceed(request);
            case "https" -> notServed(scheme,
                "set the proxy as the client's https proxy, too, so that it asks for a tunnel with CONNECT");
            case "ws", "wss" -> notServed(scheme,
                "ask for a tunnel with CONNECT, or send the upgrade with an http:// URL");
            case "ftp" -> notServed(scheme,
                "fetch it with an FTP client, or look for an http:// or https:// address of the same file");
            default -> notServed(scheme, RefusalCode.SCHEME_NOT_SERVED.remedy());
        };
    }

    private static Admission notServed(String scheme, String remedy) {
        return rejected(RefusalCode.SCHEME_NOT_SERVED, "the URL's scheme is " + scheme, remedy);
    }

    /** Origin form says no more than Host does; a client that was redirected here by the network sends nothing else. */
    private Admission byHost(RequestHead request, Target.Origin origin) {
        if (!originForm) {
            return rejected(RefusalCode.NOT_A_PROXY_REQUEST, "the request names a path without a host, and the listener's `origin-form` is false");
        }
        var host = request.headers().first(FieldName.HOST).flatMap(Authority::parse);
        if (host.isEmpty()) return rejected(RefusalCode.NOT_A_PROXY_REQUEST, "the request names a path, and no Host says whose");
        var name = host.get().host();
        int port = host.get().portOr(Target.defaultPort("http"));
        if (own.has(name, port)) return rejected(RefusalCode.NOT_A_PROXY_REQUEST, "the request's Host is this proxy itself");
        return new Admission.Proceed(new RequestHead(request.method(), request.rawTarget(),
            new Target.Absolute("http", name, port, origin.pathAndQuery()), request.version(), request.headers(), request.body()));
    }

    private static Admission rejected(RefusalCode code, String cause) {
        return new Admission.Rejected(new Refusal(code, cause));
    }

    private static Admission rejected(RefusalCode code, String cause, String remedy) {
        return new Admission.Rejected(new Refusal(code, cause, remedy));
    }
}
