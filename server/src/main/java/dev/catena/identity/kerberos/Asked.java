// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import dev.catena.identity.kerberos.KerberosFailure.Kind;
import dev.catena.identity.kerberos.KerberosReport.Standing;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a KDC was asked for, and what its failure means for people. The JDK shows the code of an error (RFC 4120 §7.5.9) in its message
 * alone.
 *
 * @param principal who asked; empty if not known
 * @param secret what proves it, in words: {@code password}
 * @param service the ticket that was wanted; empty for the first one, which gets others
 */
record Asked(String principal, String secret, String service) {
    private static final Pattern CODE = Pattern.compile("\\((\\d{1,3})\\)");
    private static final Duration PROBE_DEADLINE = Duration.ofSeconds(2);
    private static final int CODE_UNKNOWN = -1;
    private static final int DEPTH_MAX = 10;

    /** Finds words. May ask the KDC for its time. */
    KerberosFailure failure(Throwable thrown) {
        int code = code(thrown);
        return switch (code) {
            case 6 -> other("the KDC of %s does not know the account %s".formatted(realm(), principal),
                "name it as its logon name and realm, such as svc-proxy@CORP.EXAMPLE");
            case 7 -> other("the KDC of %s knows no service %s".formatted(realm(), service),
                "register it with the account the upstream has its keytab of (setspn -S %s ACCOUNT), or name another in `credentials.spn`".formatted(bare(service)));
            case 14, 400 -> other("the KDC of %s and this proxy have no type of encryption in common for %s".formatted(realm(), service.isEmpty() ? principal : service),
                "set the account's msDS-SupportedEncryptionTypes to 24 (AES), change its password, and make a new keytab");
            case 18 -> other("the account %s is disabled, locked or expired".formatted(principal), "look at it in the domain, and unlock it");
            case 23 -> other("the password of %s has expired".formatted(principal), "set a new one, and exempt service accounts from expiry");
            case 24, 31 -> service.isEmpty()
                ? new KerberosFailure(Kind.SECRET_REFUSED, "the KDC of %s refused the %s of %s".formatted(realm(), secret, principal),
                    "check the %s; a keytab is of no use once the account's password has changed".formatted(secret))
                : other("the answer of the KDC of %s cannot be decrypted".formatted(realm()), "log in again: the account's key has changed");
            case 32 -> other("the ticket of %s has expired".formatted(principal), "get a new one");
            case 33, 37 -> other("the clocks of this machine and of the KDC of %s differ by more than five minutes%s".formatted(realm(), skew()),
                "let both follow the domain's time (NTP)");
            case 68 -> other("%s is of another realm".formatted(principal), "name the account with its realm, such as svc-proxy@CORP.EXAMPLE");
            default -> uncoded(thrown);
        };
    }

    private KerberosFailure uncoded(Throwable thrown) {
        var words = words(thrown).toLowerCase(Locale.ROOT);
        if (words.contains("default realm") || words.contains("cannot locate kdc") || words.contains("cannot get kdc") || words.contains("unable to locate kdc")) {
            return new KerberosFailure(Kind.UNREACHABLE, "%s names no KDC of %s, and DNS neither".formatted(JvmKerberos.file(), realm()),
                "set default_realm and, without DNS, the realm's kdc there, or name another file in `identity.krb5-conf`");
        }
        if (isIo(thrown)) {
            return new KerberosFailure(Kind.UNREACHABLE, "no KDC of %s answers%s (%s)".formatted(realm(), kdcs(), words(thrown)),
                "check that one runs and that port 88 is open to it");
        }
        return other("Kerberos failed: " + words(thrown), "see `catena help 12201`");
    }

    private String skew() {
        return JvmKerberos.conf().flatMap(conf -> KerberosReport.of(conf, realm(), PROBE_DEADLINE).kdcs().stream()
            .flatMap(kdc -> kdc.standing() instanceof Standing.Answers(var ahead, _) ? Stream.of(ahead) : Stream.empty())
            .findFirst()).map(ahead -> ": this one is %d s %s".formatted(Math.abs(ahead.toSeconds()), ahead.isNegative() ? "behind" : "ahead")).orElse("");
    }

    private String kdcs() {
        return JvmKerberos.conf().map(conf -> conf.values().get("realms/%s/kdc".formatted(realm()))).map(named -> " at " + String.join(", ", named)).orElse("");
    }

    private String realm() {
        for (var name : new String[] {service, principal}) {
            int at = name.lastIndexOf('@');
            if (at >= 0 && at + 1 < name.length()) return name.substring(at + 1);
        }
        return JvmKerberos.conf().map(Krb5Conf::defaultRealm).filter(realm -> !realm.isEmpty()).orElse("any realm");
    }

    private static String bare(String service) {
        int at = service.lastIndexOf('@');
        return at < 0 ? service : service.substring(0, at);
    }

    private static KerberosFailure other(String why, String remedy) {
        return new KerberosFailure(Kind.OTHER, why, remedy);
    }

    /** The code of the outermost exception that has one: below it are the JDK's own troubles with reading the answer. */
    static int code(Throwable thrown) {
        int depth = 0;
        for (Throwable at = thrown; at != null && depth < DEPTH_MAX; at = at.getCause(), depth++) {
            var found = CODE.matcher(String.valueOf(at.getMessage()));
            if (found.find()) return Integer.parseInt(found.group(1));
        }
        return CODE_UNKNOWN;
    }

    /** Of what is under JAAS and JGSS, which only repeat it. */
    private static String words(Throwable thrown) {
        var telling = thrown.getCause() == null ? thrown : thrown.getCause();
        return telling.getMessage() == null ? telling.getClass().getSimpleName() : telling.getMessage().lines().collect(Collectors.joining(" "));
    }

    private static boolean isIo(Throwable thrown) {
        int depth = 0;
        for (Throwable at = thrown; at != null && depth < DEPTH_MAX; at = at.getCause(), depth++) if (at instanceof IOException) return true;
        return false;
    }
}
