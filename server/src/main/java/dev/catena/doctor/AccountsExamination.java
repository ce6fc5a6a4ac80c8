// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import dev.catena.identity.ldap.LdapSettings;
import dev.catena.identity.winbind.DomainSettings;
import dev.catena.settings.HostPort;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whether those who judge clients' log-ins are there: the helper of the Windows domain, and the servers of the directory. Logs in to neither. */
public final class AccountsExamination implements Examination {
    private static final String GROUP = "identity";
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
        if (domain.on()) checks.add(helper(domain.command().getFirst(), System.getenv().getOrDefault("PATH", "")));
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
        return found ? Check.fine(GROUP, "domain", "its helper %s is there; `wbinfo -t` says whether this machine's account in the domain is good".formatted(program))
            : Check.failing(GROUP, "domain", "its helper %s is not there".formatted(program), "install Samba's winbind, or name the program in `identity.domain.command`");
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
