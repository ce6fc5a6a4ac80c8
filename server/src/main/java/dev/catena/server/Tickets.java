// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.base.FailureWords;
import dev.catena.base.Offload;
import dev.catena.identity.CredentialSettings;
import dev.catena.identity.HopCredentials;
import dev.catena.identity.IdentitySettings;
import dev.catena.identity.LockoutBudget;
import dev.catena.identity.Scheme;
import dev.catena.identity.TicketJudge;
import dev.catena.identity.TicketSource;
import dev.catena.identity.kerberos.JvmKerberos;
import dev.catena.identity.kerberos.KeytabJudge;
import dev.catena.identity.kerberos.ServiceAccount;
import dev.catena.identity.kerberos.ServiceName;
import dev.catena.identity.kerberos.ServiceTickets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kerberos of this proxy, on both sides: builds what the settings say. What is logged in stays so over a reload that does not change it.
 */
final class Tickets implements AutoCloseable {
    /** For a KDC, retries included: within it a page for people can still say what happened. */
    private static final Duration KDC_DEADLINE = Duration.ofSeconds(8);
    private static final int AT_THE_KDC_MAX = 16;
    private static final int WAITING_MAX = 1024;
    /** Tickets of clients wait for nobody else. */
    private static final Duration JUDGE_DEADLINE = Duration.ofSeconds(5);

    private record Key(String upstream, ServiceAccount account, ServiceName service) {}

    private final LockoutBudget budget;
    private final InstantSource clock;
    private final Offload atTheKdc = new Offload("kerberos", AT_THE_KDC_MAX, WAITING_MAX, KDC_DEADLINE);
    private final Offload judging = new Offload("kerberos-judge", Runtime.getRuntime().availableProcessors(), WAITING_MAX, JUDGE_DEADLINE);
    private final Map<Key, ServiceTickets> sources = new HashMap<>();

    Tickets(LockoutBudget budget, InstantSource clock) {
        this.budget = budget;
        this.clock = clock;
    }

    /**
     * Who judges the tickets of clients; null without a keytab. To be called first: the file {@code identity.krb5-conf} is in force after it.
     *
     * @throws IOException if a file cannot be used
     */
    @Nullable TicketJudge judge(IdentitySettings settings) throws IOException {
        if (!settings.krb5Conf().isEmpty() || !settings.keytab().isEmpty() || !sources.isEmpty()) {
            naming("identity.krb5-conf", () -> {
                JvmKerberos.use(settings.krb5Conf());
                return settings;
            });
        }
        if (settings.keytab().isEmpty()) return null;
        return naming("identity.keytab", () -> KeytabJudge.of(Path.of(settings.keytab()), settings.principal(), judging));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T naming(String setting, Reading<T> file) throws IOException {
        try {
            return file.read();
        } catch (IOException unusable) {
            throw new IOException("%s: %s".formatted(setting, FailureWords.of(unusable)), unusable);
        }
    }

    /** Where tickets for the members of an upstream come from; null if it may not be logged in to by Negotiate. */
    synchronized @Nullable TicketSource source(String upstream, CredentialSettings settings, HopCredentials credentials) {
        if (!credentials.schemes().contains(Scheme.NEGOTIATE)) return null;
        var key = new Key(upstream, account(settings, credentials), new ServiceName(settings.spn()));
        sources.keySet().removeIf(other -> other.upstream().equals(upstream) && !other.equals(key));
        return sources.computeIfAbsent(key, _ -> new ServiceTickets(upstream, budgetName(settings, credentials), key.account(), key.service(), budget, atTheKdc,
            KDC_DEADLINE, clock));
    }

    private static ServiceAccount account(CredentialSettings settings, HopCredentials credentials) {
        if (!settings.keytab().isEmpty()) return new ServiceAccount.ByKeytab(principal(credentials), Path.of(settings.keytab()));
        if (!settings.ticketCache().isEmpty()) return new ServiceAccount.ByCache(Path.of(settings.ticketCache().replaceFirst("^(?i)FILE:", "")));
        return new ServiceAccount.ByPassword(principal(credentials), credentials.password());
    }

    /** The realm is the domain if that is written as one; the short name of a domain is no realm, and krb5.conf has a default. */
    private static String principal(HopCredentials credentials) {
        boolean isRealm = credentials.domain().indexOf('.') > 0 && credentials.user().indexOf('@') < 0;
        return isRealm ? credentials.user() + "@" + credentials.domain().toUpperCase(Locale.ROOT) : credentials.user();
    }

    private static String budgetName(CredentialSettings settings, HopCredentials credentials) {
        return credentials.user().isEmpty() ? settings.keytab() + settings.ticketCache() : credentials.fullName();
    }

    @Override
    public void close() {
        atTheKdc.close();
        judging.close();
    }
}
