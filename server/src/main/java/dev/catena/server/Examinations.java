// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.array.Quorum;
import dev.catena.doctor.AccountsExamination;
import dev.catena.doctor.ArrayExamination;
import dev.catena.doctor.DiskExamination;
import dev.catena.doctor.Examination;
import dev.catena.doctor.FileExamination;
import dev.catena.doctor.KerberosExamination;
import dev.catena.doctor.KerberosExamination.Source;
import dev.catena.doctor.ListenerExamination;
import dev.catena.doctor.MachineExamination;
import dev.catena.doctor.UpstreamExamination;
import dev.catena.exchange.Rehearsal;
import dev.catena.exchange.Worker;
import dev.catena.identity.Scheme;
import dev.catena.route.UpstreamSettings;
import dev.catena.store.disk.FolderStatus;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the doctor looks at, by the settings. */
final class Examinations {
    private static final String SYSTEM_KRB5_CONF = "/etc/krb5.conf";

    private Examinations() {}

    /**
     * @param folders of the disk cache
     * @param hops the upstreams, and the other members of the array as one more
     * @param bound the listeners that are open, by name
     * @param quorum of the array, if this proxy is running in one
     */
    static List<Examination> of(ProxySettings settings, List<UpstreamSettings> hops, List<FolderStatus> folders, Map<String, InetSocketAddress> bound, Optional<Quorum> quorum,
        Worker worker, Rehearsal.Extent extent) {
        return List.of(
            new MachineExamination(settings.limits()),
            new FileExamination(settings.log(), settings.identity().accounts(), settings.upstreams()),
            new DiskExamination(folders),
            new AccountsExamination(settings.identity().domain(), settings.identity().ldap()),
            // clocks are compared as they are, whatever time the proxy is told
            new KerberosExamination(krb5Conf(settings), kerberos(settings), InstantSource.system()),
            new ListenerExamination(settings.listeners(), settings.doors(), bound, InstantSource.system()),
            new ArrayExamination(settings.array(), quorum),
            new UpstreamExamination(worker, hops, extent));
    }

    private static Path krb5Conf(ProxySettings settings) {
        return Path.of(settings.identity().krb5Conf().isEmpty() ? SYSTEM_KRB5_CONF : settings.identity().krb5Conf());
    }

    /** Everything Kerberos rests on here; a password at the KDC has no file. */
    private static List<Source> kerberos(ProxySettings settings) {
        var sources = new ArrayList<Source>();
        var identity = settings.identity();
        if (!identity.keytab().isEmpty()) sources.add(new Source.KeytabFile("clients", Path.of(identity.keytab()), identity.principal()));
        for (var upstream : settings.upstreams()) {
            var credentials = upstream.credentials();
            if (!credentials.schemes().contains(Scheme.NEGOTIATE)) continue;
            if (!credentials.keytab().isEmpty()) sources.add(new Source.KeytabFile(upstream.name(), Path.of(credentials.keytab()), ""));
            else if (!credentials.ticketCache().isEmpty()) sources.add(new Source.TicketCacheFile(upstream.name(), Path.of(credentials.ticketCache())));
            else sources.add(new Source.PasswordAtKdc());
        }
        return sources;
    }
}
