// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit.domain;

import dev.catena.testkit.Peer;
import dev.catena.testkit.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The files of a {@link WindowsDomain}. The folder's path is short, as Unix sockets lie in it (108 bytes at most), and its files can be read
 * by everybody, as Squid gives up being root.
 */
final class DomainFolder {
    private static final Duration OPENSSL = Duration.ofSeconds(20);
    private static final Duration PROVISION = Duration.ofMinutes(2);
    /** Samba's bindings are made for the system's Python, whatever else is on the PATH. */
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private final Path root;
    private final Path wrapper = Peers.requireLibrary("libnss_wrapper.so");

    private DomainFolder(Path root) {
        this.root = root;
    }

    static DomainFolder create(String address) {
        try {
            var folder = new DomainFolder(Files.createTempDirectory("catena-ad"));
            open(folder.root, "rwxr-xr-x");
            for (var name : List.of("private", "state/sysvol", "cache", "lock", "log", "run/ncalrpc", "keytabs", "tls", "tickets")) {
                Files.createDirectories(folder.root.resolve(name));
            }
            folder.writeSettings(address);
            folder.makeCertificates(address);
            folder.provision(address);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("setting up a domain", e);
        }
    }

    Path path(String name) {
        return root.resolve(name);
    }

    private void writeSettings(String address) throws IOException {
        var realm = WindowsDomain.REALM;
        var dns = WindowsDomain.DNS_NAME;
        Files.writeString(path("smb.conf"), """
            [global]
            netbios name = DC1
            workgroup = %1$s
            realm = %2$s
            server role = active directory domain controller
            server services = rpc, ldap, cldap, kdc, winbindd
            interfaces = %3$s/8
            bind interfaces only = yes
            disable netbios = yes
            dns update command = /bin/true
            spn update command = /bin/true
            ntlm auth = ntlmv2-only
            state directory = %4$s/state
            cache directory = %4$s/cache
            lock directory = %4$s/lock
            pid directory = %4$s/run
            private dir = %4$s/private
            binddns dir = %4$s/state
            ncalrpc dir = %4$s/run/ncalrpc
            winbindd socket directory = %4$s/run/winbindd
            ntp signd socket directory = %4$s/run/ntp_signd
            tls keyfile = %4$s/tls/dc.key
            tls certfile = %4$s/tls/dc.pem
            tls cafile = %4$s/tls/ca.pem
            logging = file
            log file = %4$s/log/%%m.log
            log level = 1 auth_json_audit:3@%4$s/log/log-ins.json
            max log size = 0
            [sysvol]
            path = %4$s/state/sysvol
            [netlogon]
            path = %4$s/state/sysvol/%5$s/scripts
            """.formatted(WindowsDomain.NAME, realm, address, root, dns));
        Files.writeString(path("krb5.conf"), """
            [libdefaults]
            default_realm = %1$s
            dns_lookup_kdc = false
            dns_lookup_realm = false
            dns_canonicalize_hostname = false
            rdns = false
            udp_preference_limit = 1
            [realms]
            %1$s = {
                kdc = %2$s:88
                kpasswd_server = %2$s:464
            }
            [domain_realm]
            .%3$s = %1$s
            localhost = %1$s
            """.formatted(realm, address, dns));
        Files.writeString(path("hosts"), """
            127.0.0.1 localhost proxy.%1$s hq.%1$s branch.%1$s
            %2$s dc1.%1$s dc1 %1$s
            """.formatted(dns, address));
        for (var program : List.of("ntlm_auth", "wbinfo")) {
            // Where winbind's socket is, is compiled into them; under the wrapper's name they let themselves be told.
            Files.writeString(path(program), """
                #!/bin/sh
                LD_PRELOAD=%1$s NSS_WRAPPER_PASSWD=/etc/passwd NSS_WRAPPER_GROUP=/etc/group SELFTEST_WINBINDD_SOCKET_DIR=%2$s/run/winbindd
                export LD_PRELOAD NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP SELFTEST_WINBINDD_SOCKET_DIR
                exec %3$s%4$s "$@"
                """.formatted(wrapper, root, Peers.require(program).program(), program.equals("ntlm_auth") ? " --configfile=" + path("smb.conf") : ""));
            open(path(program), "rwxr-xr-x");
        }
    }

    /** An authority of its own, and a certificate for the controller's name and address: quicker than what Samba makes itself, and checkable. */
    private void makeCertificates(String address) throws IOException {
        var openssl = Peers.require("openssl");
        var tls = path("tls");
        Files.writeString(tls.resolve("names"), "subjectAltName=DNS:dc1.%s,IP:%s\n".formatted(WindowsDomain.DNS_NAME, address));
        for (var arguments : List.of(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -subj /CN=Throwaway -days 3650",
                "req -newkey rsa:2048 -nodes -keyout dc.key -out dc.csr -subj /CN=dc1." + WindowsDomain.DNS_NAME,
                "x509 -req -in dc.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out dc.pem -extfile names -days 3650")) {
            openssl.run(OPENSSL, tls, arguments.split(" ")).succeeded();
        }
        open(tls.resolve("dc.key"), "rw-------");
    }

    private void provision(String address) throws IOException {
        try (var script = DomainFolder.class.getResourceAsStream("provision.py")) {
            Files.write(path("provision.py"), script.readAllBytes());
        }
        try (var python = new Peer(PYTHON).start(root, Map.of(), "provision.py", path("smb.conf").toString(), address,
                path("keytabs").toString(), WindowsDomain.ADMINISTRATORS_PASSWORD)) {
            python.type(DomainAccount.table());
            python.finishInput();
            python.awaitExit(PROVISION).succeeded();
        }
        try (var keytabs = Files.list(path("keytabs"))) {
            for (var keytab : keytabs.toList()) {
                open(keytab, "rw-r--r--");
            }
        }
    }

    /** What a program needs to see the names and the realm of the domain. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", wrapper.toString(), "NSS_WRAPPER_HOSTS", path("hosts").toString(), "NSS_WRAPPER_PASSWD", "/etc/passwd",
            "NSS_WRAPPER_GROUP", "/etc/group", "KRB5_CONFIG", path("krb5.conf").toString(), "SELFTEST_WINBINDD_SOCKET_DIR",
            path("run/winbindd").toString());
    }

    /** winbind begins only with a folder of its own that nobody else may enter, and judges NTLM only for who may: here everybody. */
    void openPrivilegedPipe(boolean open) {
        var folder = path("state/winbindd_privileged");
        if (Files.exists(folder)) {
            open(folder, open ? "rwxr-xr-x" : "rwxr-x---");
        }
    }

    private static void open(Path path, String permissions) {
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            throw new UncheckedIOException("setting the permissions of " + path, e);
        }
    }

    void delete() {
        try (var files = Files.walk(root)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + root, e);
        }
    }
}
