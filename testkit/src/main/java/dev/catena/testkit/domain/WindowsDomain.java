// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit.domain;

import dev.catena.testkit.Patience;
import dev.catena.testkit.Peer;
import dev.catena.testkit.Peers;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RunningPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Active Directory domain, run by Samba, that lives as long as the tests: Kerberos, NTLMv2 by winbind, LDAP with StartTLS.
 *
 * <p>Its controller listens on an address of its own, {@code 127.77.x.y}, so any number of them run side by side. Accounts are in
 * {@link DomainAccount}; five wrong passwords lock one. All methods may be called by any thread; those that end the controller or change an
 * account are seen by everybody who shares it, so a scenario that uses them puts things right again.
 */
public final class WindowsDomain implements AutoCloseable {
    public static final String REALM = "CORP.TEST";
    public static final String DNS_NAME = "corp.test";
    /** As NTLM has it. */
    public static final String NAME = "CORP";
    /** The controller's name; its certificate is made out to it, and to its address. */
    public static final String CONTROLLER = "dc1." + DNS_NAME;
    static final String ADMINISTRATORS_PASSWORD = "Adm1n-Passw0rd";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration PROGRAM = Duration.ofSeconds(10);
    private static final int ADDRESSES_TRIED_MAX = 50;

    private static @Nullable WindowsDomain shared;

    private final String address;
    private final DomainFolder folder;
    private final DomainLog log;
    private final DomainDirectory directory;
    private @Nullable RunningPeer controller;

    private WindowsDomain(String address, DomainFolder folder) {
        this.address = address;
        this.folder = folder;
        this.log = new DomainLog(folder.path("log/log-ins.json"));
        this.directory = new DomainDirectory(address, DNS_NAME, folder.path("tls/ca.pem"));
    }

    /**
     * The domain of this JVM, started when it is asked for first and ended with the JVM. {@code java.security.krb5.conf} says from then on
     * where it is. Skips the test, or fails it in CI, without root or Samba.
     */
    public static synchronized WindowsDomain shared() {
        if (shared == null) {
            shared = start();
            System.setProperty("java.security.krb5.conf", shared.krb5Conf().toString());
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close, "end-of-domain"));
        }
        return shared;
    }

    /** A domain of one's own. */
    public static WindowsDomain start() {
        Peers.requireRoot();
        for (var program : List.of("samba", "winbindd", "kinit")) {
            Peers.require(program);
        }
        var address = freeAddress();
        var domain = new WindowsDomain(address, DomainFolder.create(address));
        try {
            domain.restart();
            return domain;
        } catch (RuntimeException | Error failure) {
            domain.close();
            throw failure;
        }
    }

    /** Of the controller: an address of the loopback. */
    public String address() {
        return address;
    }

    /** For {@code KRB5_CONFIG} and {@code java.security.krb5.conf}. */
    public Path krb5Conf() {
        return folder.path("krb5.conf");
    }

    /** The names of the domain, as a hosts file; {@code proxy}, {@code hq} and {@code branch} are 127.0.0.1. */
    public Path hosts() {
        return folder.path("hosts");
    }

    /** The same names for Catena's settings. */
    public String dnsYaml() {
        return "dns: {hosts: {%s: %s, proxy.%3$s: 127.0.0.1, hq.%3$s: 127.0.0.1, branch.%3$s: 127.0.0.1}}".formatted(CONTROLLER, address, DNS_NAME);
    }

    /** A wrapper around Samba's {@code ntlm_auth} that asks this domain. */
    public Path ntlmAuth() {
        return folder.path("ntlm_auth");
    }

    /** The same around {@code wbinfo}. */
    public Path wbinfo() {
        return folder.path("wbinfo");
    }

    /** The certificate (PEM) of who signed the controller's, for LDAP over TLS. */
    public Path authority() {
        return folder.path("tls/ca.pem");
    }

    /** The account's keys of the beginning, for its name and for its services. */
    public Path keytab(DomainAccount account) {
        return folder.path("keytabs/" + account.name() + ".keytab");
    }

    /** What a program needs to see the domain's names and its realm. */
    public Map<String, String> environment() {
        return folder.environment();
    }

    /** The same with a Kerberos ticket for {@code account}, as after a log-in at a desktop; {@code kinit} as {@code -l 10m}. */
    public Map<String, String> environment(DomainAccount account, String... kinit) {
        var environment = new HashMap<>(environment());
        environment.put("KRB5CCNAME", "FILE:" + folder.path("tickets/%s-%d".formatted(account.name(), System.nanoTime())));
        var arguments = Stream.concat(Stream.of("-k", "-t", keytab(account).toString()), Stream.of(kinit)).toList();
        var all = new ArrayList<>(arguments);
        all.add(account.name());
        Peers.require("kinit").run(PROGRAM, folder.path("tickets"), environment, all.toArray(String[]::new)).succeeded();
        return environment;
    }

    /** Every log-in that the controller judged, in order. */
    public List<DomainLogIn> logIns() {
        return log.logIns();
    }

    /** Those of one account. */
    public List<DomainLogIn> logIns(DomainAccount account) {
        return logIns().stream().filter(logIn -> logIn.account().equals(account.name())).toList();
    }

    /** Gives it another password; tickets and keytabs of before are of no use from then on. */
    public void setPassword(DomainAccount account, String password) {
        directory.setPassword(account.name(), password);
    }

    /** The wrong passwords that count against it. */
    public int badPasswords(DomainAccount account) {
        var count = directory.attribute(account.name(), "badPwdCount");
        return count.isEmpty() ? 0 : Integer.parseInt(count);
    }

    public boolean isLockedOut(DomainAccount account) {
        var time = directory.attribute(account.name(), "lockoutTime");
        return !time.isEmpty() && !time.equals("0");
    }

    /** Forgets its wrong passwords. */
    public void unlock(DomainAccount account) {
        directory.unlock(account.name());
    }

    /** Ends the controller as a power failure would. */
    public synchronized void crash() {
        if (controller != null) {
            var family = Stream.concat(controller.handle().descendants(), Stream.of(controller.handle())).toList();
            family.forEach(ProcessHandle::destroyForcibly);
            controller.close();
            controller = null;
        }
    }

    /** Starts the controller, after ending it if it runs; returns when it judges log-ins. */
    public void restart() {
        restart(Duration.ZERO);
    }

    /** The same, with a clock that is wrong by {@code skew}. */
    public synchronized void restart(Duration skew) {
        crash();
        folder.openPrivilegedPipe(false);
        var environment = new HashMap<>(Map.of("KRB5_CONFIG", krb5Conf().toString()));
        if (!skew.isZero()) {
            environment.put("LD_PRELOAD", Peers.requireLibrary("faketime/libfaketimeMT.so.1").toString());
            environment.put("FAKETIME", "%+d".formatted(skew.toSeconds()));
            environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        }
        var started = Peers.require("samba").start(folder.path("run"), environment, "--foreground", "--model=single",
            "--configfile=" + folder.path("smb.conf"));
        controller = started;
        awaitSuccess("winbind to answer", started, wbinfo(), "-p");
        folder.openPrivilegedPipe(true);
        var probe = DomainAccount.HEAD_OFFICE;
        awaitSuccess("winbind to judge a password", started, ntlmAuth(), "--username=" + probe.name(), "--password=" + probe.password(),
            "--domain=" + NAME);
        Patience.until("Kerberos and LDAP to listen", START,
            () -> Stream.of(88, 389, 636).allMatch(port -> Ports.isListening(new InetSocketAddress(address, port))));
    }

    private void awaitSuccess(String what, RunningPeer started, Path program, String... arguments) {
        var last = new AtomicReference<>("");
        try {
            Patience.until(what, START, () -> {
                if (!started.isAlive()) {
                    throw new AssertionError("the domain controller ended; it said:\n" + started.printed());
                }
                var ran = new Peer(program).run(PROGRAM, folder.path("run"), arguments);
                last.set(ran.toString());
                return ran.exit() == 0;
            });
        } catch (Patience.Exhausted e) {
            throw new AssertionError("%s; exit code %s%nthe domain controller said:%n%s".formatted(e.getMessage(), last, started.printed()), e);
        }
    }

    /** Any of 127.77.x.y where the controller's ports are free. 127.77.0.y is left to those who set up a domain by hand. */
    private static String freeAddress() {
        for (int i = 0; i < ADDRESSES_TRIED_MAX; i++) {
            var random = ThreadLocalRandom.current();
            var address = "127.77.%d.%d".formatted(random.nextInt(1, 255), random.nextInt(1, 255));
            if (Stream.of(88, 135, 389, 464, 636).allMatch(port -> isFree(address, port))) {
                return address;
            }
        }
        throw new AssertionError("no address 127.77.x.y with free ports was found for a domain controller");
    }

    private static boolean isFree(String address, int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getByName(address))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        crash();
        folder.delete();
    }
}
