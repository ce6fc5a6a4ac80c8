// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.util.Optional;

/**
 * The catalogue of refusals. Numbers 122xx mean what they meant in Microsoft Proxy Server; ours begin at 12600. A
 * number is never given another meaning.
 */
public enum RefusalCode {
    HOP_AUTHENTICATION(12201, "hop-authentication", 502, "proxy_configuration_error",
        "This proxy and the next one do not agree on a log-in",
        "make the `credentials` of the upstream fit what it asks for; `catena doctor` shows both sides"),
    POLICY_DENIED(12202, "policy-denied", 403, "http_request_denied",
        "The policy of this proxy does not allow the request",
        "ask the administrator named on this page, or have a rule added before the one that denied it"),
    CONNECT_PORT(12204, "connect-port", 403, "http_request_denied",
        "Tunnels to this port are not allowed",
        "add the port to `connect.ports` in the settings"),
    LOOP(12206, "loop", 502, "proxy_loop_detected",
        "The request came back to this proxy",
        "check the routes of the proxies named in Via, and that the host's name does not resolve to this proxy"),
    TOO_BUSY(12208, "too-busy", 503, "connection_limit_reached",
        "The proxy is too busy",
        "try again later; the administrator can raise the limit named in the cause"),
    CLIENT_AUTHENTICATION(12209, "log-in-required", 407, "proxy_internal_response",
        "The proxy wants to know who you are",
        "give the client the user name and password of an account of this proxy; where the cause names a ticket, see to that"),
    REQUEST_HEAD_TOO_LARGE(12215, "request-head-too-large", 431, "http_request_error",
        "The request's head is too large",
        "send fewer or shorter fields (cookies are the usual reason), or raise `limits.head` or `limits.fields`"),
    RESPONSE_HEAD_TOO_LARGE(12216, "response-head-too-large", 502, "http_response_header_section_size",
        "The response's head is too large",
        "raise `limits.head` or `limits.fields` if the server is trusted"),
    REQUEST_BODY_TOO_LARGE(12239, "request-body-too-large", 413, "http_request_error",
        "The request's body is too large",
        "send less, or raise `limits.body`"),

    REQUEST_MALFORMED(12600, "request-malformed", 400, "http_request_error",
        "The request is not valid HTTP",
        "repair the client; the cause names what RFC 9112 does not allow"),
    REQUEST_AMBIGUOUS(12601, "request-ambiguous", 400, "http_request_error",
        "It is unclear where the request's body ends",
        "repair the client: send one Content-Length, or Transfer-Encoding: chunked, and not both"),
    CODING_NOT_SUPPORTED(12602, "coding-not-supported", 501, "http_request_error",
        "The request's transfer coding is not supported",
        "send the body chunked, without a further transfer coding"),
    VERSION_NOT_SUPPORTED(12603, "version-not-supported", 505, "http_request_error",
        "The HTTP version is not supported",
        "speak HTTP/1.1 or HTTP/1.0 to this listener"),
    REQUEST_TIMEOUT(12604, "request-timeout", 408, "http_request_error",
        "The request did not arrive in time",
        "send it faster, or raise `timeouts.head` or `timeouts.stall`"),
    SCHEME_NOT_SERVED(12605, "scheme-not-served", 501, "http_request_denied",
        "The scheme of the URL is not served",
        "use http://, or a CONNECT tunnel for https:// and others"),
    METHOD_NOT_ALLOWED(12606, "method-not-allowed", 405, "http_request_denied",
        "The method is not allowed",
        "TRACE is never forwarded, as it would show the client's own fields to a script"),
    EXPECTATION_FAILED(12607, "expectation-failed", 417, "http_request_error",
        "The expectation cannot be met",
        "send no Expect other than 100-continue"),
    REQUEST_BODY_BROKEN(12608, "request-body-broken", 400, "http_request_error",
        "The request's body is broken",
        "repair the client; the cause names what is wrong with the chunks"),
    NOT_A_PROXY_REQUEST(12609, "not-a-proxy-request", 400, "http_request_error",
        "This is a proxy, and the request is not for a proxy",
        "set this address as the HTTP proxy of the client instead of opening it"),
    TLS_ON_PLAIN_LISTENER(12610, "tls-on-plain-listener", 400, "http_request_error",
        "The client speaks TLS to a listener without TLS",
        "write the proxy's address with http://, also for https:// pages"),
    LOG_IN_THROTTLED(12611, "log-in-throttled", 429, "http_request_denied",
        "There were too many failed log-ins",
        "wait as long as the cause says, and correct the stored password of whatever logs in"),
    LOG_IN_UNAVAILABLE(12612, "log-in-unavailable", 503, "proxy_internal_error",
        "The proxy cannot check the log-in",
        "try again in a moment; if it stays so, check the source of accounts that the cause names"),

    NAME_NOT_FOUND(12620, "name-not-found", 502, "dns_error",
        "The host's name does not exist",
        "check the spelling, and the proxy's name servers (`dns.servers`)"),
    DNS_TIMEOUT(12621, "dns-timeout", 504, "dns_timeout",
        "The name servers did not answer",
        "check the proxy's name servers (`dns.servers`) and `dns.timeout`"),
    CONNECTION_REFUSED(12622, "connection-refused", 502, "connection_refused",
        "The server refused the connection",
        "check that the server runs and listens on this port"),
    CONNECTION_TIMEOUT(12623, "connection-timeout", 504, "connection_timeout",
        "The server did not accept a connection in time",
        "check the network between proxy and server, or raise `timeouts.connect`"),
    UNROUTABLE(12624, "unroutable", 502, "destination_ip_unroutable",
        "There is no route to the server",
        "check the proxy's network and routing"),
    DESTINATION_PROHIBITED(12625, "destination-prohibited", 403, "destination_ip_prohibited",
        "The proxy does not connect to this address",
        "see `destinations` in the settings; link-local and cloud metadata addresses are open to nobody"),
    TLS_FAILED(12626, "tls-failed", 502, "tls_protocol_error",
        "TLS with the next proxy failed",
        "check the certificates of both sides and the TLS versions; see `upstreams[].tls`"),
    SOCKS_REFUSED(12627, "socks-refused", 502, "destination_unavailable",
        "The SOCKS proxy did not connect to the server",
        "look into the log of the SOCKS proxy; the cause has its own words"),

    CONNECTION_LOST(12630, "connection-lost", 502, "connection_terminated",
        "The server closed the connection before it answered",
        "try again; look into the server's log if it stays so"),
    RESPONSE_TIMEOUT(12631, "response-timeout", 504, "http_response_timeout",
        "The server did not answer in time",
        "try again, or raise `timeouts.response`"),
    RESPONSE_MALFORMED(12632, "response-malformed", 502, "http_protocol_error",
        "The server's response is not valid HTTP",
        "repair the server; the cause names what RFC 9112 does not allow"),
    RESPONSE_AMBIGUOUS(12633, "response-ambiguous", 502, "http_protocol_error",
        "It is unclear where the response's body ends",
        "repair the server: one Content-Length, or Transfer-Encoding: chunked, and not both"),
    RESPONSE_CODING(12634, "response-coding", 502, "http_response_transfer_coding",
        "The response's transfer coding is not supported",
        "have the server send the body chunked, without a further transfer coding"),
    RESPONSE_INCOMPLETE(12635, "response-incomplete", 502, "http_response_incomplete",
        "The server's response broke off",
        "try again; the part that came was passed on and the connection cut, so that nobody takes it for the whole"),
    UPGRADE_FAILED(12636, "upgrade-failed", 502, "http_upgrade_failed",
        "The server switched protocols without being asked",
        "repair the server"),

    NOT_IN_CACHE(12640, "not-in-cache", 504, "http_request_error",
        "The cache has no response that may be used",
        "the client asked with only-if-cached; ask without it"),
    SHUTTING_DOWN(12650, "shutting-down", 503, "connection_limit_reached",
        "The proxy is shutting down",
        "try again in a moment"),
    UPSTREAM_UNAVAILABLE(12660, "upstream-unavailable", 503, "destination_unavailable",
        "No proxy on the way to the server can be used",
        "start one of the proxies named in the cause, or give the route a `backup`"),
    INTERNAL(12690, "internal", 500, "proxy_internal_error",
        "The proxy made a mistake",
        "report it with the request id; the proxy's log has the details");

    private final int number;
    private final String slug;
    private final int status;
    private final String proxyStatusError;
    private final String title;
    private final String remedy;

    RefusalCode(int number, String slug, int status, String proxyStatusError, String title, String remedy) {
        this.number = number;
        this.slug = slug;
        this.status = status;
        this.proxyStatusError = proxyStatusError;
        this.title = title;
        this.remedy = remedy;
    }

    public static Optional<RefusalCode> ofNumber(int number) {
        for (var code : values()) if (code.number == number) return Optional.of(code);
        return Optional.empty();
    }

    /** What people look up: {@code catena help 12204}. */
    public int number() {
        return number;
    }

    /** The number in a word, for logs and metrics. */
    public String slug() {
        return slug;
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** The {@code error} parameter of {@code Proxy-Status} (RFC 9209 §2.3). */
    public String proxyStatusError() {
        return proxyStatusError;
    }

    /** One sentence for the head of the page. */
    public String title() {
        return title;
    }

    /** What helps in general; a {@link Refusal} may know better. */
    public String remedy() {
        return remedy;
    }
}
