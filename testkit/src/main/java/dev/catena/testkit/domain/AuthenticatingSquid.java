// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit.domain;

import dev.catena.testkit.Patience;
import dev.catena.testkit.Peers;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RunningPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/**
 * A Squid on 127.0.0.1 whose clients log in at the {@link WindowsDomain}, with Squid's and Samba's own helpers; only Digest has its
 * passwords in a file, and knows users without their domain: Squid loses the backslash of {@code CORP\\alice}. What it asks for can be changed while it runs.
 */
public final class AuthenticatingSquid implements AutoCloseable {
    private static final Path HELPERS = Path.of("/usr/lib/squid");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String LISTENS = "Accepting HTTP Socket connections";
    /** More than any scenario has handshakes under way: Squid holds one for each until it is over. */
    private static final int HELPERS_MAX = 40;

    private final WindowsDomain domain;
    private final Map<String, String> hosts;
    private final int port = Ports.free();
    private final Path folder;
    private final RunningPeer squid;

    private AuthenticatingSquid(WindowsDomain domain, SquidMode mode, Map<String, String> hosts) throws IOException {
        this.domain = domain;
        this.hosts = Map.copyOf(hosts);
        // Started by root, Squid becomes another user, who has to be able to read and write its folder.
        this.folder = Files.setPosixFilePermissions(Files.createTempDirectory("catena-squid"), PosixFilePermissions.fromString("rwxrwxrwx"));
        write(mode);
        var environment = new HashMap<>(Map.of("KRB5_CONFIG", domain.krb5Conf().toString(), "KRB5RCACHENAME", "dfl:", "KRB5RCACHEDIR",
            folder.toString()));
        this.squid = Peers.require("squid").start(folder, environment, "-N", "-n", "squid" + port, "-f", folder.resolve("squid.conf").toString());
    }

    /** Starts it; {@code hosts} are the names of origins and their addresses. */
    public static AuthenticatingSquid start(WindowsDomain domain, SquidMode mode, Map<String, String> hosts) {
        if (!Files.isExecutable(HELPERS.resolve("negotiate_kerberos_auth"))) {
            Peers.require("squid");
            throw new TestAbortedException("this test needs Squid's own helpers in " + HELPERS);
        }
        try {
            var started = new AuthenticatingSquid(domain, mode, hosts);
            try {
                started.awaitListening(1);
                return started;
            } catch (RuntimeException | Error failure) {
                started.close();
                throw failure;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("starting Squid", e);
        }
    }

    public int port() {
        return port;
    }

    /** Asks for something else from now on; the process and its connections stay. */
    public void become(SquidMode mode) {
        long before = timesListening();
        write(mode);
        Peers.require("kill").run(PATIENCE, folder, "-HUP", String.valueOf(squid.handle().pid())).succeeded();
        awaitListening(before + 1);
    }

    /** What it logged so far: {@code CORP\alice 200 GET http://origin.test/}, the user {@code -} where there was none. */
    public List<String> log() {
        return read("access.log").lines().map(line -> line.replace("\\\\", "\\")).toList();
    }

    /** Waits until it has logged {@code count} requests that were answered with something other than 407, and returns these. */
    public List<String> awaitServed(int count) {
        Patience.until("%d served requests in Squid's log".formatted(count), PATIENCE, () -> served().size() >= count);
        return served();
    }

    private List<String> served() {
        return log().stream().filter(line -> !line.contains(" 407 ")).toList();
    }

    /** What it and its helpers said of themselves. */
    public String said() {
        return squid.printed() + read("cache.log");
    }

    private void awaitListening(long times) {
        try {
            Patience.until("Squid to listen", PATIENCE, () -> !squid.isAlive() || timesListening() >= times);
        } catch (Patience.Exhausted e) {
            throw new AssertionError(e.getMessage() + "; it said:\n" + said(), e);
        }
        if (!squid.isAlive()) {
            throw new AssertionError("Squid ended; it said:\n" + said());
        }
    }

    private long timesListening() {
        return read("cache.log").lines().filter(line -> line.contains(LISTENS)).count();
    }

    private String read(String file) {
        try {
            return Files.exists(folder.resolve(file)) ? Files.readString(folder.resolve(file)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("reading Squid's " + file, e);
        }
    }

    private void write(SquidMode mode) {
        try {
            Files.writeString(folder.resolve("hosts"), Files.readString(domain.hosts()) + hosts.entrySet().stream()
                .map(entry -> "%s %s\n".formatted(entry.getValue(), entry.getKey())).collect(Collectors.joining()));
            Files.writeString(folder.resolve("digests"), DomainAccount.ALL.stream()
                .map(account -> "%s:Squid:%s\n".formatted(account.name(), md5(account.name() + ":Squid:" + account.password())))
                .collect(Collectors.joining()));
            Files.writeString(folder.resolve("squid.conf"), """
                %1$shttp_port 127.0.0.1:%2$d
                visible_hostname hq.%3$s
                hosts_file %4$s/hosts
                %5$scache deny all
                cache_mem 8 MB
                logformat short %%[un %%>Hs %%rm %%ru
                access_log stdio:%4$s/access.log logformat=short
                cache_log %4$s/cache.log
                cache_store_log none
                netdb_filename none
                pid_filename none
                coredump_dir %4$s
                pinger_enable off
                shutdown_lifetime 0 seconds
                """.formatted(mode.schemes().stream().map(this::helper).collect(Collectors.joining()), port, WindowsDomain.DNS_NAME, folder,
                mode.accessRules()));
        } catch (IOException e) {
            throw new UncheckedIOException("writing Squid's settings", e);
        }
    }

    private String helper(SquidMode.Scheme scheme) {
        var program = switch (scheme) {
            case NEGOTIATE -> kerberosHelper();
            case EITHER -> "%s/negotiate_wrapper_auth --kerberos %s --ntlm %s".formatted(HELPERS, kerberosHelper(), ntlmHelper());
            case NTLM -> ntlmHelper();
            case DIGEST -> "%s/digest_file_auth -c %s/digests".formatted(HELPERS, folder);
            case BASIC -> domain.ntlmAuth() + " --helper-protocol=squid-2.5-basic";
        };
        var realm = scheme == SquidMode.Scheme.DIGEST || scheme == SquidMode.Scheme.BASIC;
        return "auth_param %1$s program %2$s\nauth_param %1$s children %3$d startup=1 idle=1\n%4$s".formatted(scheme.word(), program, HELPERS_MAX,
            realm ? "auth_param %s realm Squid\n".formatted(scheme.word()) : "");
    }

    private String kerberosHelper() {
        return "%s/negotiate_kerberos_auth -k %s -s GSS_C_NO_NAME".formatted(HELPERS, domain.keytab(DomainAccount.HEAD_OFFICE));
    }

    private String ntlmHelper() {
        return domain.ntlmAuth() + " --helper-protocol=squid-2.5-ntlmssp";
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has MD5", e);
        }
    }

    @Override
    public void close() {
        squid.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }
}
