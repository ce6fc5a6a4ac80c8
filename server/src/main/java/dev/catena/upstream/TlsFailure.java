// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Puts into words why a hop and we did not agree on TLS: whose certificate, what is wrong with it, what helps. */
public final class TlsFailure {
    /** More causes than this have no new words. */
    private static final int CAUSES_MAX = 16;
    private static final String ALERT = "fatal alert: ";
    private static final String SHOWN = "the certificate of ";
    private static final String NO_TLS = " does not speak TLS there";
    private static final String NOT_ACCEPTED = " did not accept our certificate: alert ";
    private static final String ENDED_BY = " wants something else of us: alert ";

    private TlsFailure() {}

    /**
     * @param hop its address, for people
     * @param name what its certificate had to be for
     */
    static Refusal of(String hop, String name, Throwable cause) {
        var refused = find(cause, TellingTrust.Refused.class);
        if (refused.isPresent()) return untrusted(hop, name, refused.get());
        for (var each = cause; each != null; each = each.getCause()) {
            var text = String.valueOf(each.getMessage());
            int at = text.indexOf(ALERT);
            if (at >= 0) return alerted(hop, text.substring(at + ALERT.length()).strip());
        }
        if (find(cause, NotSslRecordException.class).isPresent()) {
            return failed(hop + NO_TLS, "write the member without https://, or give the port where it does");
        }
        return find(cause, SSLException.class)
            .map(tls -> failed("TLS with %s failed: %s".formatted(hop, tls.getMessage()), RefusalCode.TLS_FAILED.remedy()))
            .orElseGet(() -> failed(hop + " closed the connection during the TLS handshake",
                "look into its log; it may want a client certificate (`tls.certificate`), or an older version of TLS"));
    }

    /** Whether the two ends do not accept what the other shows or speaks, and not that one of them went, or something else went wrong. */
    public static boolean isDisagreement(Refusal refusal) {
        return refusal.code() == RefusalCode.TLS_FAILED && (isOfHop(refusal) || refusal.cause().startsWith(SHOWN) || refusal.cause().endsWith(NO_TLS));
    }

    /** The same, and it was the hop that did not accept ours. */
    public static boolean isOfHop(Refusal refusal) {
        return refusal.cause().contains(NOT_ACCEPTED) || refusal.cause().contains(ENDED_BY);
    }

    /** The handshake did not come to its end in time. */
    static Refusal tooLate(String hop, long millis) {
        return new Refusal(RefusalCode.CONNECTION_TIMEOUT, "%s did not complete the TLS handshake within %d ms".formatted(hop, millis));
    }

    private static Refusal untrusted(String hop, String name, TellingTrust.Refused refused) {
        var certificate = refused.certificate;
        var shown = (SHOWN + "%s (for %s, signed by %s)").formatted(hop, subject(certificate), certificate.getIssuerX500Principal().getName());
        if (find(refused, CertificateExpiredException.class).isPresent()) {
            return failed("%s has expired on %s".formatted(shown, certificate.getNotAfter().toInstant().truncatedTo(ChronoUnit.SECONDS)),
                "renew it there; if it has been, check this machine's clock");
        }
        if (find(refused, CertificateNotYetValidException.class).isPresent()) {
            return failed("%s is valid only from %s on".formatted(shown, certificate.getNotBefore().toInstant().truncatedTo(ChronoUnit.SECONDS)),
                "check this machine's clock, and that one's");
        }
        var text = String.valueOf(refused.getMessage());
        if (text.startsWith("No subject alternative") || text.startsWith("No name matching")) {
            return failed("%s is not for the name %s".formatted(shown, name),
                "write the member by a name in its certificate, or set `tls.server-name` to one");
        }
        if (text.contains("unable to find valid certification path") || find(refused, CertPathValidatorException.class).isPresent()
            || text.contains("PKIX path")) {
            return failed("%s is signed by nobody we trust: %s".formatted(shown, text),
                "name the file of the authority that signed it in `tls.ca`; the member has to send the certificates in between");
        }
        return failed("%s was not accepted: %s".formatted(shown, text), RefusalCode.TLS_FAILED.remedy());
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /** RFC 8446 §6.2. */
    private static Refusal alerted(String hop, String alert) {
        return switch (alert) {
            case "certificate_required", "handshake_failure" -> failed(hop + ENDED_BY + alert,
                "it may want a certificate of ours: set `tls.certificate` and `tls.key`; or no cipher is common to both");
            case "unknown_ca", "bad_certificate", "certificate_unknown", "certificate_expired", "certificate_revoked", "unsupported_certificate",
                "access_denied" -> failed(hop + NOT_ACCEPTED + alert,
                "renew the one that `tls.certificate` names, or let the hop trust who signed it");
            case "protocol_version" -> failed("%s speaks no version of TLS that is allowed here".formatted(hop),
                "lower `tls.min-version`, or let the hop speak a newer one");
            case "unrecognized_name" -> failed("%s does not know the name it was asked for".formatted(hop), "set `tls.server-name` to one that it has");
            default -> failed("%s ended TLS with the alert %s".formatted(hop, alert), RefusalCode.TLS_FAILED.remedy());
        };
    }

    private static Refusal failed(String cause, String remedy) {
        return new Refusal(RefusalCode.TLS_FAILED, cause, remedy);
    }

    private static <T extends Throwable> Optional<T> find(Throwable from, Class<T> wanted) {
        var each = from;
        for (int depth = 0; each != null && depth < CAUSES_MAX; depth++, each = each.getCause()) {
            if (wanted.isInstance(each)) return Optional.of(wanted.cast(each));
        }
        return Optional.empty();
    }
}
