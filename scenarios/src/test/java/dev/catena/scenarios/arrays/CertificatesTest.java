// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Certificates;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Members that show each other certificates, instead of a password or besides it. */
class CertificatesTest {
    private static final int URLS = 30;

    private final Map<String, Integer> fetched = new ConcurrentHashMap<>();

    private Members members(Stage stage, Certificates files, String credentials) throws IOException {
        stage.origin("origin.test", exchange -> {
            fetched.merge(exchange.request().target(), 1, Integer::sum);
            exchange.answer("< 200 OK\n< Cache-Control: max-age=600\n<\n< page");
        });
        for (int i = 0; i < 3; i++) files.issue("m" + i, "IP:127.0.0.1", 30);
        return Members.withCertificates(stage, files, 3, credentials);
    }

    @Scenario
    void certificates_are_enough(Stage stage) throws IOException {
        var members = members(stage, new Certificates(stage.folder()), "none");
        for (int i = 0; i < URLS; i++) for (int member = 0; member < 3; member++) assertThat(members.get(member, "http://origin.test/" + i).text()).isEqualTo("page");
        assertThat(fetched).hasSize(URLS).allSatisfy((_, times) -> assertThat(times).isOne());
        assertThat(members.proxies.stream().mapToLong(proxy -> proxy.metric("cache.objects")).sum()).isEqualTo(URLS);
    }

    @Scenario
    void a_log_in_may_be_wanted_besides(Stage stage) throws IOException {
        var members = members(stage, new Certificates(stage.folder()), Members.credentials(stage, "digest", Members.PASSWORD));
        for (int i = 0; i < URLS; i++) assertThat(members.get(i % 3, "http://origin.test/" + i).text()).isEqualTo("page");
        assertThat(fetched).hasSize(URLS).allSatisfy((_, times) -> assertThat(times).isOne());
    }

    @Scenario
    void whoever_shows_no_certificate_or_another_authoritys_is_error_12201(Stage stage) throws IOException {
        var files = new Certificates(stage.folder());
        var members = members(stage, files, "none");
        try (var stranger = RawClient.connect(members.door(1))) {
            var answer = stranger.ask("GET http://origin.test/ HTTP/1.1\nHost: origin.test\n\n");
            assertThat(answer.status()).isEqualTo(407);
            assertThat(answer.field("Proxy-Authenticate")).isEqualTo("Certificate realm=\"tls\"");
        }

        // the first member comes back from a reload with a certificate that somebody else signed
        var others = new Certificates(Files.createDirectory(stage.folder().resolve("others")));
        others.issue("m0", "IP:127.0.0.1", 30);
        for (var file : new String[] {"m0.crt", "m0.key"}) Files.copy(others.path(file), files.path(file), StandardCopyOption.REPLACE_EXISTING);
        members.reload(0);
        var pages = IntStream.range(0, URLS).mapToObj(i -> members.get(0, "http://origin.test/other/" + i)).filter(page -> page.status() != 200).toList();
        assertThat(pages).isNotEmpty().allSatisfy(page -> {
            assertThat(page.status()).isEqualTo(502);
            assertThat(page.text()).contains("12201/", "branch (https://127.0.0.1:");
        });
    }
}
