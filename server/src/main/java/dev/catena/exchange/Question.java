// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.Authority;
import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.http.Version;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * A request that nobody sends: what would become of it?
 *
 * @param request as a client would send it
 * @param listener the name of the listener it would come to
 * @param from the client's address
 * @param user who the client would prove to be, {@code alice} or {@code CORP\alice}; empty for nobody
 * @param groups of that user
 */
public record Question(RequestHead request, String listener, InetAddress from, String user, Set<String> groups) {
    public Question {
        groups = Set.copyOf(groups);
    }

    /**
     * The request a client sends to a proxy for a URL: of https and wss a tunnel, of {@code host:port} too.
     *
     * @param method of the request; a tunnel's is CONNECT, whatever is said here
     * @throws IllegalArgumentException with a sentence for the person who typed the URL; it repeats no user information
     */
    public static RequestHead requestFor(String method, String url) {
        if (!url.matches("[!-~]+")) throw new IllegalArgumentException("the URL has a blank, or a character that is not ASCII: write it as %xx");
        if (!url.contains("://")) return tunnel(authority(url, -1));
        var uri = parsed(url);
        if (uri.getRawUserInfo() != null || uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw new IllegalArgumentException("the URL has a user before its host: leave it out, and name who asks with --as");
        }
        var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getRawAuthority() == null) throw new IllegalArgumentException("the URL has no host");
        var port = switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            default -> throw new IllegalArgumentException("'%s' is not a scheme that a proxy is asked for: write http:// or https://".formatted(scheme));
        };
        var authority = authority(uri.getRawAuthority(), port);
        if (method.equals(Method.CONNECT.token()) || !scheme.equals("http")) return tunnel(authority);
        if (!method.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}")) throw new IllegalArgumentException("'%s' is not a method".formatted(method));
        var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var target = new Target.Absolute("http", authority.host(), authority.port(), uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
        return new RequestHead(Method.of(method), target.uri(), target, Version.HTTP_1_1, Headers.builder().add(FieldName.HOST, target.authority()).build(),
            BodyLength.NONE);
    }

    private static URI parsed(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException wrong) {
            throw new IllegalArgumentException("this is not a URL: " + wrong.getReason(), wrong);
        }
    }

    private static Target.Tunnel authority(String text, int initialPort) {
        var authority = Authority.parse(text).orElseThrow(() -> new IllegalArgumentException("this is neither a URL nor host:port"));
        int port = authority.portOr(initialPort);
        if (port <= 0 || port > 65535) throw new IllegalArgumentException("there is no port: write host:port, or a URL");
        return new Target.Tunnel(authority.host(), port);
    }

    private static RequestHead tunnel(Target.Tunnel target) {
        return new RequestHead(Method.CONNECT, target.authority(), target, Version.HTTP_1_1,
            Headers.builder().add(FieldName.HOST, target.authority()).build(), BodyLength.NONE);
    }

    /** The request line without its query, for reports that are pasted. */
    String shown() {
        var target = ForwardedHead.targetForProxy(request);
        int query = target.indexOf('?');
        return request.method().token() + " " + (query < 0 ? target : target.substring(0, query + 1) + "…");
    }
}
