// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.identity.Scheme;
import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductsTest {
    @TempDir
    Path folder;

    @Test
    void cntlm_keeps_its_parents_its_exceptions_and_not_its_password() {
        var converted = Converted.of(Product.CNTLM, folder, """
            Username   branch7
            Domain     CORP
            Password   hunter2
            PassNTLMv2 0123456789ABCDEF0123456789ABCDEF
            Auth       NTLMv2
            Proxy      hq1.corp.test:8080
            Proxy      hq2.corp.test:8080
            NoProxy    localhost, 10.*, *.corp.test, *odd*
            Listen     3128
            Listen     127.0.0.1:8080
            Tunnel     2222:git.test:22
            Mystery    yes
            """);
        var settings = converted.settings();

        assertThat(settings.listeners()).extracting(each -> each.address().toString()).containsExactly("127.0.0.1:3128", "127.0.0.1:8080");
        assertThat(settings.upstreams().getFirst().members()).hasSize(2);
        assertThat(settings.upstreams().getFirst().credentials().user()).isEqualTo("CORP\\branch7");
        assertThat(settings.upstreams().getFirst().credentials().schemes()).containsExactly(Scheme.NTLM);
        assertThat(settings.routes().getFirst().match().host()).extracting(Object::toString).containsExactly("localhost", "10.0.0.0/8", "*.corp.test");
        assertThat(converted.notes(Note.Kind.BY_HAND)).containsExactly("3 Password", "4 PassNTLMv2");
        assertThat(converted.notes(Note.Kind.NOT_CARRIED)).containsExactly("8 NoProxy", "11 Tunnel", "12 Mystery");
        assertThat(converted.conversion().toString()).doesNotContain("hunter2").doesNotContain("0123456789ABCDEF");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Gateway yes | 127.0.0.1:3128",
        "Gateway yes;Allow 10.0.0.0/8;Deny 0/0 | [::]:3128",
        "Gateway yes;Allow 10.0.0.0/8 | 127.0.0.1:3128",
        "Listen 0.0.0.0:3128;Deny elsewhere | 0.0.0.0:3128",
        "Gateway no | 127.0.0.1:3128"})
    void cntlm_for_others_stays_at_home_unless_they_are_named(String lines, String address) {
        var converted = Converted.of(Product.CNTLM, folder, lines.replace(';', '\n'));
        assertThat(converted.settings().listeners().getFirst().address().toString()).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "CNTLM | Proxy hq.corp.test:0 | 1 Proxy",
        "CNTLM | Proxy 0.0.0.0 8080 | 1 Proxy",
        "PX | [proxy];server = hq.corp.test:0 | 2 server",
        "SQUID | cache_peer hq.corp.test parent 0 0 no-query | 1 cache_peer"})
    void a_parent_that_cannot_be_dialled_is_left_to_the_administrator(Product product, String lines, String noted) {
        var converted = Converted.of(product, folder, lines.replace(';', '\n'));

        assertThat(converted.settings().upstreams()).isEmpty();
        assertThat(converted.notes(Note.Kind.NOT_CARRIED)).contains(noted);
    }

    @Test
    void px_keeps_its_server_and_its_clients() {
        var converted = Converted.of(Product.PX, folder, """
            [proxy]
            server = hq.corp.test:8080, hq2.corp.test:8080
            gateway = 1
            allow = 10.0.0.*, 192.168.0.1-192.168.0.2
            noproxy = 10.1.0.0/16, <local>, *.corp.test
            username = CORP\\me
            auth = NONTLM
            pac = http://wpad.test/wpad.dat
            [client]
            client_auth = ANYSAFE
            [settings]
            idle = 60
            threads = 32
            colour = red
            """);
        var settings = converted.settings();

        assertThat(settings.listeners().getFirst().address().toString()).isEqualTo("[::]:3128");
        assertThat(settings.listeners().getFirst().schemes()).containsExactly(Scheme.NEGOTIATE, Scheme.NTLM, Scheme.DIGEST);
        assertThat(settings.policy().getFirst().match().source()).extracting(Object::toString).containsExactly("10.0.0.0/24", "192.168.0.1", "192.168.0.2");
        assertThat(settings.routes().getFirst().match().host()).extracting(Object::toString).containsExactly("10.1.0.0/16", "NODOTS", "*.corp.test");
        assertThat(settings.timeouts().tunnelIdle()).hasSeconds(60);
        assertThat(converted.notes(Note.Kind.NOT_CARRIED)).containsExactlyInAnyOrder("8 pac", "14 colour");
    }

    @Test
    void squid_as_it_is_shipped_and_used_is_carried_over() throws IOException {
        Files.createDirectory(folder.resolve("conf.d"));
        Files.writeString(folder.resolve("conf.d/bad.conf"), "http_access deny bad\n");
        Files.writeString(folder.resolve("bad.txt"), "# no games\n.games.test\nads.test\n");
        var converted = Converted.of(Product.SQUID, folder, """
            http_port 3128
            visible_hostname cache.corp.test
            acl localnet src 10.0.0.0/8 # the offices
            acl SSL_ports port 443
            acl Safe_ports port 80 443 1025-65535
            acl bad dstdomain -n "bad.txt"
            acl intranet dstdomain -n .corp.test
            http_access deny !Safe_ports
            http_access deny CONNECT !SSL_ports
            http_access allow localhost manager
            http_access deny manager
            include conf.d/*.conf
            http_access allow \\
              localnet
            http_access deny all
            cache_peer hq1.corp.test parent 8080 0 no-query carp login=branch:s3cret
            cache_peer hq2.corp.test parent 8080 0 no-query carp login=branch:s3cret
            always_direct allow intranet
            never_direct allow all
            cache_mem 512 MB
            connect_timeout 5 seconds
            dns_nameservers 10.0.0.53 fd00::53
            access_log daemon:/var/log/squid/access.log squid
            refresh_pattern . 0 20% 4320
            frobnicate on
            """);
        var settings = converted.settings();

        assertThat(settings.name()).isEqualTo("cache.corp.test");
        assertThat(settings.listeners().getFirst().address().toString()).isEqualTo("[::]:3128");
        assertThat(settings.connect().ports()).extracting(Object::toString).containsExactly("443");
        assertThat(settings.policy()).extracting(rule -> rule.name()).containsExactly("deny !Safe_ports", "deny CONNECT !SSL_ports", "deny bad", "allow localnet", "deny all");
        assertThat(settings.upstreams().getFirst().members()).hasSize(2);
        assertThat(settings.routes()).extracting(route -> route.to() + " " + route.backup()).containsExactly("direct none", "parents-1 none");
        assertThat(settings.cache().memory().bytes()).isEqualTo(512L << 20);
        assertThat(converted.conversion().toString()).doesNotContain("s3cret");
        assertThat(converted.notes(Note.Kind.CLOSED)).isEmpty();
        assertThat(converted.notes(Note.Kind.NOT_CARRIED)).containsExactly("24 refresh_pattern", "25 frobnicate");
    }

    @Test
    void squid_s_logs_keep_a_format_that_is_known_here() {
        var converted = Converted.of(Product.SQUID, folder, """
            access_log stdio:/var/log/squid/a.log
            access_log stdio:/var/log/squid/b.log combined
            access_log stdio:/var/log/squid/c.log logformat=combined
            access_log stdio:/var/log/squid/d.log logformat=ours
            http_access allow all
            """);

        assertThat(converted.settings().log()).extracting(log -> log.format().name()).containsExactly("SQUID", "COMBINED", "COMBINED", "JSON");
        assertThat(converted.notes(Note.Kind.NOT_CARRIED)).containsExactly("4 access_log");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "include missing.conf;http_access allow all | 1 include",
        "acl x browser curl;http_access deny x;http_access allow all | 1 acl x",
        "http_access deny nobody;http_access allow all | 1 http_access",
        "url_rewrite_program /usr/bin/filter;http_access allow all | 1 url_rewrite_program",
        "acl x src \"missing\";http_access deny x;http_access allow all | 1 acl x",
        "acl x rep_mime_type video;http_access allow all;http_reply_access deny x;http_reply_access allow all | 1 acl x",
        "acl x dst 203.0.113.0/24;http_access deny x;http_access allow all | 1 acl x"})
    void what_may_have_denied_denies_everything(String lines, String noted) {
        var converted = Converted.of(Product.SQUID, folder, lines.replace(';', '\n'));

        assertThat(converted.settings().policy().getFirst().decidesAll()).isTrue();
        assertThat(converted.settings().policy().getFirst().act().name()).isEqualTo("DENY");
        assertThat(converted.notes(Note.Kind.CLOSED)).contains(noted);
    }

    @Test
    void squid_s_users_have_to_log_in_before_anything() {
        var converted = Converted.of(Product.SQUID, folder, """
            http_port 3128
            auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/passwd
            auth_param basic realm The Office
            acl known proxy_auth REQUIRED
            acl boss proxy_auth alice
            http_access deny !known
            http_access allow boss
            http_access deny all
            """);

        assertThat(converted.settings().listeners().getFirst().schemes()).containsExactly(Scheme.BASIC);
        assertThat(converted.settings().identity().realm()).isEqualTo("The Office");
        assertThat(converted.settings().policy().getFirst().match().user()).containsExactly("alice");
    }

    @Test
    void who_had_to_log_in_at_a_port_that_is_left_out_has_to_log_in_all_the_same() {
        var converted = Converted.of(Product.SQUID, folder, """
            http_port 3128 intercept
            auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/passwd
            acl known proxy_auth REQUIRED
            http_access allow known
            http_access deny all
            """);

        assertThat(converted.settings().listeners()).singleElement().satisfies(listener -> {
            assertThat(listener.schemes()).containsExactly(Scheme.BASIC);
            assertThat(listener.address().isLoopback()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/lib/squid/negotiate_kerberos_auth -k /etc/squid/proxy.keytab -s HTTP/proxy.corp.test@CORP.TEST",
        "/usr/lib/squid/negotiate_wrapper_auth --kerberos /usr/lib/squid/negotiate_kerberos_auth -k FILE:/etc/squid/proxy.keytab -s HTTP/proxy.corp.test@CORP.TEST --ntlm /usr/bin/ntlm_auth"})
    void squid_s_keytab_is_taken_over(String helper) {
        var converted = Converted.of(Product.SQUID, folder, """
            http_port 3128
            auth_param negotiate program %s
            acl known proxy_auth REQUIRED
            http_access allow known
            http_access deny all
            """.formatted(helper));

        assertThat(converted.settings().listeners().getFirst().schemes()).containsExactly(Scheme.NEGOTIATE);
        assertThat(converted.settings().identity().keytab()).isEqualTo("/etc/squid/proxy.keytab");
        assertThat(converted.settings().identity().principal()).isEqualTo("HTTP/proxy.corp.test@CORP.TEST");
        assertThat(converted.notes(Note.Kind.BY_HAND)).contains("2 auth_param");
    }

    @Test
    void loopback_and_private_destinations_are_closed_by_address() {
        var converted = Converted.of(Product.SQUID, folder, "http_access deny to_localhost\nacl lan dst 10.0.0.0/8\nhttp_access deny lan\nhttp_access allow all\n");

        assertThat(converted.settings().destinations().loopback().name()).isEqualTo("DENY");
        assertThat(converted.settings().destinations().privateNetworks().name()).isEqualTo("DENY");
    }

    @Property(tries = 400)
    void garbage_is_reported_with_its_line_and_makes_settings_all_the_same(Cases cases) throws IOException {
        var words = List.of("acl", "http_access", "allow", "deny", "!x", "x", "all", "src", "dst", "dstdomain", "port", "time", "10.0.0.0/8", "1-0", "::/129", "\"x\"", "'", "include",
            "if", "else", "endif", "\\", "#", "cache_peer", "parent", "3128", "0", "login=a:b", "login=%zz:p", "never_direct", "always_direct", "cache_peer_access", "http_port", "[::1]:3128",
            "Proxy", "Listen", "Allow", "Deny", "Username", "a\\", "NoProxy", "*", "[proxy]", "server", "=", "allow=", "noproxy=1.*", "username=x:y", "\u0000", "\u2028", "9:00-25:99",
            "any-of", "all-of", "${process_number}", "=1", "auth_param", "basic", "program", "proxy_auth", "REQUIRED", "name=x", "weight=0", "carp", "connect_timeout", "minutes", "99999999999", "log");
        var text = new StringBuilder();
        cases.listOf(0, 30, () -> cases.listOf(0, 6, () -> cases.oneOf(words))).forEach(line -> text.append(String.join(" ", line)).append('\n'));
        var product = cases.oneOf(Product.class);
        var converted = Converted.of(product, Files.createTempDirectory(folder, "case"), text.toString());

        assertThat(converted.conversion().notes()).allSatisfy(note -> assertThat(note.place().line()).isBetween(0, (int) text.chars().filter(c -> c == '\n').count()));
    }
}
