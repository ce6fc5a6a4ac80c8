// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import dev.catena.base.Offload;
import dev.catena.identity.Groups;
import dev.catena.identity.ldap.Questions.NoAnswer;
import dev.catena.identity.winbind.DomainName;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A directory: knows whether a password is right, and who is in which groups. Asks on virtual threads, within a deadline; connects when it is
 * first asked. Thread-safe.
 *
 * <p>A server that cannot be reached is left alone for a moment: everybody who comes meanwhile is told at once what was wrong.
 */
public final class Directory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Directory.class.getName());

    /** How long nobody is asked after nobody could be. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Set<ResultCode> UNREACHABLE =
        Set.of(ResultCode.SERVER_DOWN, ResultCode.CONNECT_ERROR, ResultCode.TIMEOUT, ResultCode.UNAVAILABLE, ResultCode.BUSY);
    private static final int WORDS_MAX = 400;

    /** Whether a password is right. */
    public sealed interface Verdict {
        /** It is; the name is the directory's spelling. */
        record Right(String name) implements Verdict {}

        /** It is not, or there is nobody of that name, or they may not log in. The words are for the log. */
        record Wrong(String words) implements Verdict {}

        /** Nobody can say now. */
        record Unavailable(String words) implements Verdict {}
    }

    /** No answer, and whether the servers are to blame. */
    private record Failure(String words, boolean ofTheServers) {}

    private final LdapSettings settings;
    private final DomainName domain;
    private final DirectoryConnections connections;
    private final Questions questions;
    private final GroupCache cache;
    private final Offload waiting;
    private final DirectoryCounts counts;
    private final InstantSource clock;
    private final ConcurrentMap<String, CompletableFuture<Groups>> underWay = new ConcurrentHashMap<>();
    private volatile Pause pause = new Pause(Instant.MIN, "");

    private record Pause(Instant until, String words) {}

    /**
     * @param domain whose users are in it
     * @param password of the user we search as
     * @param hosts the addresses of a server's name, where the settings say; empty to ask the system
     * @throws IOException if the certificate authorities cannot be read
     */
    public Directory(LdapSettings settings, DomainName domain, String password, Function<String, List<InetAddress>> hosts, InstantSource clock,
                     DirectoryCounts counts) throws IOException {
        this.settings = settings;
        this.domain = domain;
        this.clock = clock;
        this.counts = counts;
        connections = new DirectoryConnections(settings, password, TrustedCertificates.tls(settings.ca()), hosts, clock);
        questions = new Questions(settings, connections);
        cache = new GroupCache(settings.cache(), clock);
        waiting = new Offload("the directory", settings.connectionsMax(), settings.waitingMax(), settings.deadline());
    }

    /** What its users' domain is called. */
    public DomainName domain() {
        return domain;
    }

    /** Whether {@code DOMAIN\\user}, or with an empty domain {@code user}, would be found here. */
    public boolean covers(String domainName, String user) {
        return domainName.isEmpty() ? domain.shown().isEmpty() || user.indexOf('@') > 0 : domain.isCalled(domainName);
    }

    /** Judges a password; never fails. */
    public CompletionStage<Verdict> check(String user, String password) {
        if (password.isEmpty()) return CompletableFuture.completedStage(counted(new Verdict.Wrong("the password is empty")));
        return this.<Verdict>asked(() -> {
            var person = questions.person(user);
            return questions.isPassword(person, password)
                ? new Verdict.Right(person.name()) : new Verdict.Wrong("the directory refused the user or the password");
        }, failure -> failure.ofTheServers ? new Verdict.Unavailable(failure.words) : new Verdict.Wrong(failure.words)).thenApply(this::counted);
    }

    private Verdict counted(Verdict verdict) {
        counts.add(switch (verdict) {
            case Verdict.Right _ -> DirectoryCounts.Password.RIGHT;
            case Verdict.Wrong _ -> DirectoryCounts.Password.WRONG;
            case Verdict.Unavailable _ -> DirectoryCounts.Password.UNAVAILABLE;
        });
        return verdict;
    }

    /** What is remembered of somebody's groups, at once; empty: ask {@link #groups}. */
    public Optional<Groups> remembered(String user) {
        var fresh = cache.fresh(user);
        if (fresh.isPresent()) counts.add(DirectoryCounts.Groups.REMEMBERED);
        return fresh;
    }

    /** Asks which groups somebody is in; never fails. Who comes meanwhile for the same user shares the answer. */
    public CompletionStage<Groups> groups(String user) {
        var fresh = new CompletableFuture<Groups>();
        var others = underWay.putIfAbsent(GroupCache.key(user), fresh);
        if (others != null) return others.minimalCompletionStage();
        this.<Groups>asked(() -> learned(user, known(questions.groups(questions.person(user), user))), failure -> unknown(user, failure))
            .thenAccept(said -> {
                underWay.remove(GroupCache.key(user));
                fresh.complete(said);
            });
        return fresh.minimalCompletionStage();
    }

    private Groups learned(String user, Groups said) {
        counts.add(said.whyUnknown().isEmpty() ? DirectoryCounts.Groups.ASKED : DirectoryCounts.Groups.UNKNOWN);
        cache.learn(user, said);
        return said;
    }

    private Groups known(Set<String> names) {
        return Groups.of(names.stream().map(name -> domain.shown().isEmpty() ? name : domain.shown() + "\\" + name).collect(Collectors.toSet()));
    }

    /** That nobody has such an entry is an answer, too; where the servers are to blame, what they said before is better than nothing. */
    private Groups unknown(String user, Failure failure) {
        if (!failure.ofTheServers) return learned(user, Groups.unknown(failure.words));
        var stale = cache.stale(user);
        counts.add(stale.isPresent() ? DirectoryCounts.Groups.STALE : DirectoryCounts.Groups.UNKNOWN);
        return stale.orElseGet(() -> Groups.unknown(failure.words));
    }

    private <T> CompletionStage<T> asked(Callable<T> question, Function<Failure, T> otherwise) {
        var resting = pause;
        if (resting.until.isAfter(clock.instant())) return CompletableFuture.completedStage(otherwise.apply(new Failure(resting.words, true)));
        long begun = System.nanoTime();
        return waiting.submit(question).handle((answer, failure) -> {
            counts.asked(System.nanoTime() - begun);
            return failure == null ? answer : otherwise.apply(explained(failure));
        });
    }

    private Failure explained(Throwable failure) {
        return switch (failure) {
            case CompletionException wrapped when wrapped.getCause() != null -> explained(wrapped.getCause());
            case NoAnswer none -> new Failure(none.why(), false);
            case TimeoutException _ -> unreachable("the directory gave no answer within %d ms".formatted(settings.deadline().toMillis()));
            case LDAPException trouble -> {
                var words = "the directory cannot be asked: " + plain(trouble.getMessage());
                yield UNREACHABLE.contains(trouble.getResultCode()) ? unreachable(words) : new Failure(words, true);
            }
            default -> new Failure("the directory cannot be asked: " + plain(failure.getMessage()), true);
        };
    }

    private Failure unreachable(String words) {
        if (!pause.until.isAfter(clock.instant())) LOG.log(System.Logger.Level.WARNING, "{0}", words);
        pause = new Pause(clock.instant().plus(PAUSE), words);
        return new Failure(words, true);
    }

    /** What a server or the library says, on one line of some length, without the library's own notes on where it was thrown. */
    private static String plain(@Nullable String words) {
        if (words == null) return "no reason given";
        var line = words.replaceAll("\\p{Cntrl}+", " ").replaceAll(", ldapSDKVersion=[^,)]*(, revision=[0-9a-f]*)?", "")
            .replaceAll("\\w+Exception\\(|resultCode=\\d+ \\([^)]*\\), errorMessage=|[')]+$", "").replaceAll(" {2,}", " ").strip();
        return line.substring(0, Math.min(line.length(), WORDS_MAX));
    }

    /** Questions that wait for a connection. */
    public int waiting() {
        return waiting.waiting();
    }

    /** Connections that are kept, and used by nobody just now. */
    public int idleConnections() {
        return connections.idle();
    }

    @Override
    public void close() {
        waiting.close();
        connections.close();
    }
}
