// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.base.MachineName;
import dev.catena.base.Offload;
import dev.catena.identity.AuthMemory;
import dev.catena.identity.ClientAuth;
import dev.catena.identity.CredentialSettings;
import dev.catena.identity.IdentitySettings;
import dev.catena.identity.LogInEvent;
import dev.catena.identity.Password;
import dev.catena.identity.RememberSettings;
import dev.catena.identity.accounts.Account;
import dev.catena.identity.accounts.Accounts;
import dev.catena.identity.accounts.PasswordHash;
import dev.catena.identity.digest.DigestAlgorithm;
import dev.catena.identity.ldap.Directory;
import dev.catena.identity.ldap.DirectoryCounts;
import dev.catena.identity.ldap.LdapSettings;
import dev.catena.identity.ntlm.NtlmTarget;
import dev.catena.identity.winbind.DomainCounts;
import dev.catena.identity.winbind.DomainName;
import dev.catena.identity.winbind.DomainSettings;
import dev.catena.identity.winbind.WinbindJudge;
import dev.catena.observe.Metric;
import dev.catena.observe.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** How clients prove who they are: builds what the settings say, and keeps over reloads what was learned of their log-ins. */
final class ClientProofs implements AutoCloseable {
    /** Longer than any log-in waits. */
    private static final Duration FAREWELL = Duration.ofMinutes(2);
    private static final int NETBIOS_LENGTH_MAX = 15;

    private final InstantSource clock;
    private final SecureRandom random;
    private final Tickets tickets;
    private final AuthMemory memory;
    /** Of the array's members: who is known there is nobody here. */
    private final AuthMemory members;
    private final Kept<RememberSettings, Offload> hashes;
    private final Kept<DomainSettings, WinbindJudge> domain;
    private final Kept<DirectoryTerms, Directory> directory;
    private final DirectoryCounts directoryCounts = new DirectoryCounts();
    private final DomainCounts domainCounts = new DomainCounts();

    /** All that a directory is made of: a password that changed makes another one, too. */
    private record DirectoryTerms(LdapSettings settings, DomainName name, Password password, Map<String, List<InetAddress>> hosts) {
        List<InetAddress> addresses(String name) {
            return hosts.entrySet().stream().filter(entry -> entry.getKey().equalsIgnoreCase(name)).findFirst().map(Map.Entry::getValue).orElse(List.of());
        }
    }

    ClientProofs(IdentitySettings settings, Tickets tickets, InstantSource clock, SecureRandom random) {
        this.tickets = tickets;
        this.clock = clock;
        this.random = random;
        memory = new AuthMemory(settings, clock, random);
        members = new AuthMemory(settings, clock, random);
        hashes = new Kept<>(remember -> new Offload("passwords", remember.hashesMax(), remember.waitingMax(), remember.deadline()),
            Offload::close, FAREWELL);
        domain = new Kept<>(wanted -> new WinbindJudge(wanted, clock, domainCounts), WinbindJudge::close, FAREWELL);
        directory = new Kept<>(terms -> new Directory(terms.settings, terms.name, terms.password.reveal(), terms::addresses, clock, directoryCounts),
            Directory::close, FAREWELL);
    }

    /** What becomes of clients' log-ins is told to the other members of the array. */
    void tell(Consumer<LogInEvent> others) {
        memory.tell(others);
    }

    /** What they tell. */
    void heard(LogInEvent event) {
        memory.heard(event);
    }

    /** @throws IOException if the accounts, a password, a keytab or certificates cannot be read */
    ClientAuth auth(ProxySettings settings) throws IOException {
        var identity = settings.identity();
        var accounts = identity.accounts().isEmpty() ? Accounts.NONE : Accounts.read(Path.of(identity.accounts().substring("file:".length())));
        return new ClientAuth(identity, accounts, identity.domain().on() ? domain.of(identity.domain()) : null,
            identity.ldap().on() ? directory.of(terms(settings)) : null, tickets.judge(identity), target(identity.domain()), memory, hashes.of(identity.remember()), clock, random);
    }

    /**
     * Who members of the array are, at a listener of their own: one account, which nothing else knows.
     *
     * @throws IOException if its password cannot be read
     */
    ClientAuth membersAuth(ProxySettings settings) throws IOException {
        var credentials = settings.array().credentials();
        var identity = settings.identity();
        var accounts = settings.array().membersLogIn() ? Accounts.NONE.with(memberAccount(credentials.user(), password(credentials), identity.realm())) : Accounts.NONE;
        return new ClientAuth(identity, accounts, null, null, null, target(identity.domain()), members, hashes.of(identity.remember()), clock, random);
    }

    private Account memberAccount(String user, String password, String realm) {
        var characters = password.toCharArray();
        return new Account(Accounts.checkedName(user), PasswordHash.of(characters, random)).withDigest(DigestAlgorithm.SHA_256, realm, characters)
            .withDigest(DigestAlgorithm.MD5, realm, characters).withNtHash(characters);
    }

    private static String password(CredentialSettings credentials) throws IOException {
        try {
            return credentials.password().reveal(System::getenv);
        } catch (IllegalStateException missing) {
            throw new IOException("array.credentials: " + missing.getMessage(), missing);
        }
    }

    private static DirectoryTerms terms(ProxySettings settings) throws IOException {
        var ldap = settings.identity().ldap();
        try {
            var password = new Password(ldap.user().isEmpty() ? "" : ldap.password().reveal(System::getenv));
            return new DirectoryTerms(ldap, settings.identity().directoryName(), password, settings.dns().hosts());
        } catch (IllegalStateException missing) {
            throw new IOException("identity.ldap: " + missing.getMessage(), missing);
        }
    }

    /** Such a snapshot is used from now on: what only former ones needed may end. */
    void inForce(ProxySettings settings) {
        var identity = settings.identity();
        memory.use(identity);
        members.use(identity);
        hashes.inForce();
        domain.inForce();
        directory.inForce();
    }

    /** What there is to see of clients' log-ins. Of a domain or a directory nothing is shown where the settings name none at the start. */
    void offer(Metrics metrics) {
        metrics.offer(Metric.LOG_INS_FAILING, memory::failing);
        if (domain.current() != null) offerDomain(metrics);
        if (directory.current() != null) offerDirectory(metrics);
    }

    private void offerDomain(Metrics metrics) {
        for (var verdict : DomainCounts.Verdict.values()) metrics.offer(Metric.DOMAIN_VERDICTS, () -> domainCounts.of(verdict), verdict.word());
        metrics.offer(Metric.DOMAIN_VERDICT_SECONDS, domainCounts::seconds);
        metrics.offer(Metric.DOMAIN_HELPER_STARTS, domainCounts::starts);
        metrics.offer(Metric.DOMAIN_HELPERS, () -> ofDomain(WinbindJudge::busy), "busy");
        metrics.offer(Metric.DOMAIN_HELPERS, () -> ofDomain(judge -> judge.helpers() - judge.busy()), "idle");
        metrics.offer(Metric.DOMAIN_WAITING, () -> ofDomain(WinbindJudge::waiting));
    }

    private int ofDomain(ToIntFunction<WinbindJudge> figure) {
        var judge = domain.current();
        return judge == null ? 0 : figure.applyAsInt(judge);
    }

    private void offerDirectory(Metrics metrics) {
        for (var verdict : DirectoryCounts.Password.values()) {
            metrics.offer(Metric.DIRECTORY_PASSWORDS, () -> directoryCounts.of(verdict), DirectoryCounts.word(verdict));
        }
        for (var source : DirectoryCounts.Groups.values()) {
            metrics.offer(Metric.DIRECTORY_GROUPS, () -> directoryCounts.of(source), DirectoryCounts.word(source));
        }
        metrics.offer(Metric.DIRECTORY_QUESTIONS, directoryCounts::questions);
        metrics.offer(Metric.DIRECTORY_SECONDS, directoryCounts::seconds);
        metrics.offer(Metric.DIRECTORY_WAITING, () -> {
            var asked = directory.current();
            return asked == null ? 0 : asked.waiting();
        });
    }

    /** This machine, as clients that log in by NTLM see it. */
    private static NtlmTarget target(DomainSettings domain) {
        var host = MachineName.get();
        int dot = host.indexOf('.');
        var computer = domain.computer().isEmpty() ? netbios(dot < 0 ? host : host.substring(0, dot)) : domain.computer().toUpperCase(Locale.ROOT);
        return domain.on()
            ? new NtlmTarget(domain.name().toUpperCase(Locale.ROOT), computer, domain.dnsName(), host, Set.of())
            : new NtlmTarget(computer, computer, dot < 0 ? "" : host.substring(dot + 1), host, Set.of());
    }

    private static String netbios(String label) {
        return label.substring(0, Math.min(label.length(), NETBIOS_LENGTH_MAX)).toUpperCase(Locale.ROOT);
    }

    @Override
    public void close() {
        domain.close();
        directory.close();
        hashes.close();
    }
}
