// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import dev.catena.identity.kerberos.KerberosReport;
import dev.catena.identity.kerberos.KerberosReport.Standing;
import dev.catena.identity.kerberos.Keytab;
import dev.catena.identity.kerberos.Krb5Conf;
import dev.catena.identity.kerberos.TicketCache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What Kerberos log-ins rest on: a KDC that answers, clocks that agree, keytabs with a key that is still in use somewhere, tickets that
 * have not run out. Reads no key; the KDC is asked for its time as nobody it knows.
 */
public final class KerberosExamination implements Examination {
    private static final String GROUP = "kerberos";
    private static final Duration KDC_MAX = Duration.ofSeconds(3);
    /** Beyond this a KDC refuses everything (RFC 4120 §3.1.3, as deployed). */
    private static final Duration SKEW_MAX = Duration.ofMinutes(5);
    /** A KDC tells its time in whole seconds. */
    private static final Duration SKEW_UNSEEN = Duration.ofSeconds(2);
    private static final Duration SKEW_WORTH_A_WORD = Duration.ofMinutes(1);
    /** A ticket that ends within it is about to be missed. */
    private static final Duration SOON = Duration.ofMinutes(30);

    /** What somebody proves themselves or judges by; its subject is {@code clients}, or an upstream's name. */
    public sealed interface Source {
        /** @param principal the one it must have a key of, such as {@code HTTP/proxy.corp.example@CORP.EXAMPLE}; empty or {@code *}: any */
        record KeytabFile(String subject, Path file, String principal) implements Source {}

        record TicketCacheFile(String subject, Path file) implements Source {}

        /** No file: the KDC is told a password. */
        record PasswordAtKdc() implements Source {}
    }

    private final Path krb5Conf;
    private final List<Source> sources;
    private final InstantSource clock;

    /** @param sources empty where the settings use no Kerberos; then nothing is looked at */
    public KerberosExamination(Path krb5Conf, List<Source> sources, InstantSource clock) {
        this.krb5Conf = krb5Conf;
        this.sources = List.copyOf(sources);
        this.clock = clock;
    }

    @Override
    public List<Check> run() {
        if (sources.isEmpty()) return List.of();
        var checks = new ArrayList<Check>(realm());
        for (var source : sources) {
            checks.addAll(switch (source) {
                case Source.KeytabFile(var subject, var file, var principal) -> keytab(subject, file, principal);
                case Source.TicketCacheFile(var subject, var file) -> List.of(cache(subject, file, clock.instant()));
                case Source.PasswordAtKdc() -> List.<Check>of();
            });
        }
        return checks;
    }

    private List<Check> realm() {
        try {
            return realm(KerberosReport.of(Krb5Conf.read(krb5Conf), "", KDC_MAX));
        } catch (IOException unreadable) {
            return List.of(Check.failing(GROUP, "krb5.conf", "%s cannot be read (%s)".formatted(krb5Conf, unreadable.getMessage()),
                "write it, or name it in the settings: it says the realm, and where its KDCs are"));
        }
    }

    static List<Check> realm(KerberosReport report) {
        if (report.realm().isEmpty()) {
            return List.of(Check.failing(GROUP, "krb5.conf", "it names no default_realm", "write default_realm under [libdefaults]"));
        }
        if (report.kdcs().isEmpty()) {
            return List.of(Check.failing(GROUP, report.realm(), "neither krb5.conf nor DNS names a KDC of it",
                "write kdc under [realms], or have the machine ask the domain's name servers"));
        }
        boolean allSilent = report.kdcs().stream().allMatch(kdc -> kdc.standing() instanceof Standing.Silent);
        return report.kdcs().stream().map(kdc -> switch (kdc.standing()) {
            case Standing.Answers(var ahead, var took) -> clock("%s, KDC %s".formatted(report.realm(), kdc.address()), ahead, took);
            case Standing.Silent(var why) -> allSilent
                ? Check.failing(GROUP, "%s, KDC %s".formatted(report.realm(), kdc.address()), "does not answer: " + why,
                    "no KDC answers, so that no ticket can be had: check the network, port 88/tcp, and krb5.conf")
                : Check.doubtful(GROUP, "%s, KDC %s".formatted(report.realm(), kdc.address()), "does not answer: " + why,
                    "another one does; log-ins wait for this one first if it is named before");
        }).toList();
    }

    private static Check clock(String subject, Duration ahead, Duration took) {
        if (ahead.abs().compareTo(SKEW_UNSEEN) < 0) return Check.fine(GROUP, subject, "answers within %d ms; the clocks agree".formatted(took.toMillis()));
        var apart = "our clock is %d s %s its own".formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of");
        if (ahead.abs().compareTo(SKEW_MAX) > 0) {
            return Check.failing(GROUP, subject, "%s, and more than %d minutes are refused".formatted(apart, SKEW_MAX.toMinutes()), "set this machine's clock by NTP");
        }
        if (ahead.abs().compareTo(SKEW_WORTH_A_WORD) > 0) {
            return Check.doubtful(GROUP, subject, apart, "set this machine's clock by NTP, before it is more than %d minutes".formatted(SKEW_MAX.toMinutes()));
        }
        return Check.fine(GROUP, subject, "answers within %d ms; %s".formatted(took.toMillis(), apart));
    }

    private static List<Check> keytab(String subject, Path file, String principal) {
        try {
            return List.of(keytab(subject, Keytab.read(file), principal));
        } catch (IOException unreadable) {
            return List.of(Check.failing(GROUP, "keytab of " + subject, String.valueOf(unreadable.getMessage()),
                "let the user %s read it, or make it anew".formatted(System.getProperty("user.name"))));
        }
    }

    static Check keytab(String subject, Keytab keytab, String principal) {
        var any = principal.isEmpty() || principal.equals("*");
        var about = "keytab of " + subject;
        var keys = any ? keytab.entries() : keytab.of(principal);
        if (keys.isEmpty()) {
            return Check.failing(GROUP, about, any ? keytab.file() + " is empty" : "%s has no key of %s; it has %s".formatted(keytab.file(), principal,
                keytab.principals().isEmpty() ? "none at all" : String.join(", ", keytab.principals())), "export a keytab for the principal that clients ask for");
        }
        var details = keys.stream().map(key -> "%s, since %s".formatted(key, key.written().truncatedTo(ChronoUnit.SECONDS))).toList();
        if (keys.stream().noneMatch(key -> key.enctype().isStrong())) {
            return new Check(GROUP, about, new Check.Result.Failing("", "it has weak keys only (%s)".formatted(keys.stream().map(key -> key.enctype().word()).distinct()
                .collect(Collectors.joining(", "))), "allow AES for the account in the directory, and export the keytab anew"), details);
        }
        return new Check(GROUP, about, new Check.Result.Fine(keytab.file() + " has keys; their kvno must be the one the KDC uses"), details);
    }

    private static Check cache(String subject, Path file, Instant now) {
        try {
            return cache(subject, TicketCache.read(file), now);
        } catch (IOException unreadable) {
            return Check.failing(GROUP, "tickets of " + subject, String.valueOf(unreadable.getMessage()), "fill it with kinit -c %s, or let k5start keep it".formatted(file));
        }
    }

    static Check cache(String subject, TicketCache cache, Instant now) {
        var about = "tickets of " + subject;
        var remedy = "fill it with kinit -c %s, and let k5start or a timer renew it".formatted(cache.file());
        var granting = cache.grantingTicket();
        if (granting.isEmpty()) return Check.failing(GROUP, about, "%s of %s has no ticket-granting ticket".formatted(cache.file(), cache.principal()), remedy);
        var ticket = granting.get();
        var details = List.of("of %s, %s, from %s to %s%s".formatted(cache.principal(), ticket.enctype(), ticket.begins(), ticket.ends(),
            ticket.renewableUntil().isAfter(ticket.ends()) ? ", renewable until " + ticket.renewableUntil() : ""));
        if (!ticket.ends().isAfter(now)) {
            return new Check(GROUP, about, new Check.Result.Failing("", "the ticket ended at " + ticket.ends(), remedy), details);
        }
        if (!ticket.ends().isAfter(now.plus(SOON))) {
            return new Check(GROUP, about, new Check.Result.Doubtful("the ticket ends in %d minutes".formatted(Duration.between(now, ticket.ends()).toMinutes()), remedy), details);
        }
        return new Check(GROUP, about, new Check.Result.Fine("the ticket is good until " + ticket.ends()), details);
    }
}
