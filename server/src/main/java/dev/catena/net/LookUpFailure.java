// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** Puts what went wrong with a look-up into words. */
final class LookUpFailure {
    private LookUpFailure() {}

    static Refusal of(String name, Throwable failure) {
        if (isTimeout(failure)) return timeout(name);
        return responseCode(failure).map(code -> answered(name, code)).orElseGet(() -> unanswered(name));
    }

    static Refusal timeout(String name) {
        return new Refusal(RefusalCode.DNS_TIMEOUT, "no name server answered in time about " + name);
    }

    static Refusal notAName(String host) {
        return new Refusal(RefusalCode.NAME_NOT_FOUND, "%s is not a name that can exist".formatted(host),
            "names have letters, digits, - and _, up to 63 of them between dots");
    }

    static Refusal oddNumber(String host) {
        return new Refusal(RefusalCode.NAME_NOT_FOUND, "%s is not an IPv4 address in its usual spelling, and no name ends in a number".formatted(host),
            "write the address as four decimal numbers, such as 192.0.2.1");
    }

    static Refusal tooMany(int lookUps) {
        return new Refusal(RefusalCode.TOO_BUSY, "%d names are being looked up already".formatted(lookUps),
            "try again; if it stays so, check that the name servers answer (`dns.servers`, `dns.timeout`)");
    }

    static Refusal shuttingDown(String name) {
        return new Refusal(RefusalCode.SHUTTING_DOWN, "the proxy stopped while it looked up " + name);
    }

    /** Whether it says for certain that the name has no address, rather than that nobody could tell. */
    static boolean isCertain(Throwable failure) {
        return !isTimeout(failure) && responseCode(failure).map(LookUpFailure::isCertain).orElse(false);
    }

    private static boolean isCertain(DnsResponseCode code) {
        return code.equals(DnsResponseCode.NXDOMAIN) || code.equals(DnsResponseCode.NOERROR);
    }

    private static Refusal answered(String name, DnsResponseCode code) {
        if (code.equals(DnsResponseCode.NXDOMAIN)) return new Refusal(RefusalCode.NAME_NOT_FOUND, "the name %s does not exist (NXDOMAIN)".formatted(name));
        if (code.equals(DnsResponseCode.NOERROR)) return new Refusal(RefusalCode.NAME_NOT_FOUND, "the name %s has no address".formatted(name));
        return new Refusal(RefusalCode.NAME_NOT_FOUND, "the name servers could not resolve %s (%s)".formatted(name, word(code)),
            "try again; if it stays so, ask whoever runs the name servers (`dns.servers`) or the name");
    }

    private static Refusal unanswered(String name) {
        return new Refusal(RefusalCode.DNS_TIMEOUT, "no name server could be asked about " + name);
    }

    /** Netty prints {@code ServFail(2)}. */
    private static String word(DnsResponseCode code) {
        var text = code.toString();
        int number = text.indexOf('(');
        return (number < 0 ? text : text.substring(0, number)).toUpperCase(Locale.ROOT);
    }

    private static boolean isTimeout(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) if (DnsNameResolver.isTimeoutError(cause)) return true;
        return false;
    }

    /** The last answer's code; an answer without an error and without an address leaves no cause. */
    private static Optional<DnsResponseCode> responseCode(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DnsErrorCauseException error) return Optional.of(error.getCode());
        }
        return failure instanceof UnknownHostException && failure.getCause() == null ? Optional.of(DnsResponseCode.NOERROR) : Optional.empty();
    }
}
