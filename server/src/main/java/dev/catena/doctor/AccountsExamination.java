// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import dev.catena.http.RefusalCode;
import dev.catena.identity.ldap.LdapSettings;
import dev.catena.identity.ntlm.NtlmJudge;
import dev.catena.identity.ntlm.NtlmProof;
import dev.catena.identity.winbind.DomainCounts;
import dev.catena.identity.winbind.DomainSettings;
import dev.catena.identity.winbind.WinbindJudge;
import dev.catena.settings.HostPort;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether those who judge clients' log-ins are there: the Windows domain, which is asked through its helper about a user that nobody is, so
 * that no account can be locked; and the servers of the directory, to which it does not log in.
 */
public final class AccountsExamination implements Examination {
    private static final String GROUP = "identity";
    /** Of no domain; a log of theirs tells by it who asked. */
    private static final String NOBODY = "catena-doctor";
    /** A proof of 16 bytes, and the shortest blob (MS-NLMP 2.2.2.7): there is no password it could be right for. */
    private static final int RESPONSE_BYTES = 16 + 32;
    private static final Duration CONNECT_MAX = Duration.ofSeconds(3);

    private final DomainSettings domain;
    private final LdapSettings directory;

    public AccountsExamination(DomainSettings domain, LdapSettings directory) {
        this.domain = domain;
        this.directory = directory;
    }

    @Override
    public List<Check> run() {
        var checks = new ArrayList<Check>();
        if (domain.on()) {
            var helper = helper(domain.command().getFirst(), System.getenv().getOrDefault("PATH", ""));
            checks.add(helper.word().equals("ok") ? verdict() : helper);
        }
        if (directory.on()) {
            var servers = directory.urls().stream().map(url -> server(url.address())).toList();
            boolean none = servers.stream().noneMatch(check -> check.word().equals("ok"));
            checks.addAll(servers);
            if (none) checks.add(Check.failing(GROUP, "directory", "no server of it can be reached", "nobody logs in by it until one can: check the network and `identity.ldap.urls`"));
        }
        return checks;
    }

    static Check helper(String program, String path) {
        boolean found = program.contains("/") ? Files.isExecutable(Path.of(program))
            : Arrays.stream(path.split(File.pathSeparator)).filter(folder -> !folder.isEmpty()).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        return found ? Check.fine(GROUP, "domain", "its helper %s is there".formatted(program))
            : Check.failing(GROUP, "domain", "its helper %s is not there".formatted(program), "install Samba's winbind, or name the program in `identity.domain.command`");
    }

    /** Waits no longer than a log-in would. */
    private Check verdict() {
        long began = System.nanoTime();
        try (var judge = new WinbindJudge(domain, InstantSource.system(), new DomainCounts())) {
            var nobody = new NtlmProof(NOBODY, domain.name(), "", new byte[8], new byte[RESPONSE_BYTES]);
            return verdict(judge.judge(nobody).toCompletableFuture().join(), Duration.ofNanos(System.nanoTime() - began));
        }
    }

    static Check verdict(NtlmJudge.Judgement judgement, Duration took) {
        return switch (judgement) {
            case NtlmJudge.Judgement.Wrong _ ->
                Check.fine(GROUP, "domain", "judges log-ins: it refused the user %s, whom it does not know, within %d ms".formatted(NOBODY, took.toMillis()));
            case NtlmJudge.Judgement.Right _ -> Check.failing(GROUP, "domain", "it let in the user %s, whom nobody made, without a password".formatted(NOBODY),
                "look at `identity.domain.command`, and at `map to guest` of Samba's settings");
            case NtlmJudge.Judgement.Unavailable(var words) -> new Check(GROUP, "domain", new Check.Result.Failing(
                RefusalCode.LOG_IN_UNAVAILABLE.number() + " " + RefusalCode.LOG_IN_UNAVAILABLE.slug(), words,
                "see that winbindd runs, that `wbinfo -t` is content, and that the proxy's user is in the group winbindd_priv"), List.of());
        };
    }

    private static Check server(HostPort address) {
        long began = System.nanoTime();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), (int) CONNECT_MAX.toMillis());
            return Check.fine(GROUP, "directory " + address, "takes connections, after %d ms".formatted(Duration.ofNanos(System.nanoTime() - began).toMillis()));
        } catch (IOException closed) {
            return Check.doubtful(GROUP, "directory " + address, "takes no connection (%s)".formatted(closed.getMessage()), "start it, or remove it from `identity.ldap.urls`");
        }
    }
}
