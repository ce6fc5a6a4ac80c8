// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.clients.Browser;
import dev.catena.scenarios.clients.BrowserSession.Typed;
import dev.catena.testkit.OriginExchange;
import dev.catena.testkit.WebSocketEcho;
import dev.catena.testkit.domain.DomainAccount;
import dev.catena.testkit.domain.WindowsDomain;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser whose user types a name and a password once, or has a Kerberos ticket and is asked for nothing. */
class BrowserLogInTest {
    private static final DomainAccount ALICE = DomainAccount.ALICE;
    private static final String PAGE_ONLY = "policy: [{name: page, match: {host: page.test}, do: allow}]";
    /** What a page does: an upload, twenty fetches at once, and a WebSocket, which Chromium tunnels. */
    private static final String WORK = """
        (async () => {
          const upload = await fetch('/upload', {method: 'POST', body: 'x'.repeat(1 << 20)});
          const fetched = await Promise.all([...Array(20).keys()].map(i => fetch('/' + i).then(answer => answer.text())));
          const heard = await new Promise(resolve => {
            const socket = new WebSocket('ws://' + location.host + '/echo');
            socket.onopen = () => socket.send('hello');
            socket.onmessage = message => resolve(message.data);
            socket.onerror = () => resolve('nothing');
          });
          return [await upload.text(), fetched.filter(text => text == 'fetched').length, heard].join(' ');
        })()
        """;

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"basic", "digest", "ntlm"})
    void a_name_typed_once_serves_a_whole_page(String scheme, Stage stage) {
        stage.origin("page.test", BrowserLogInTest::answer);
        var proxy = stage.proxy(ClientsTest.accounts(stage), Office.listener(scheme), PAGE_ONLY);

        try (var browser = Browser.with(stage, proxy, "profile").session(new Typed(ALICE.name(), ALICE.password()), Map.of())) {
            browser.open(proxy.spelled("http://page.test/"));

            assertThat(browser.evaluate("document.title")).isEqualTo("page");
            assertThat(browser.evaluate(WORK)).isEqualTo("1048576 20 hello");
            assertThat(browser.prompts()).containsExactly(scheme);
        }
        assertThat(proxy.log(23)).filteredOn(line -> line.get("status").equals(200L)).isNotEmpty().allMatch(line -> line.get("user").equals(ALICE.name()));
    }

    @Scenario
    void a_ticket_of_the_domain_logs_in_without_a_word(Stage stage) {
        stage.origin("page.test", BrowserLogInTest::answer);
        var domain = WindowsDomain.shared();
        var proxy = stage.proxy(domain.dnsYaml(), Office.listener("negotiate"), PAGE_ONLY,
            "identity: {keytab: '%s', krb5-conf: '%s'}".formatted(domain.keytab(DomainAccount.PROXY), domain.krb5Conf()));
        var tickets = new HashMap<>(domain.environment(ALICE));
        tickets.keySet().retainAll(List.of("KRB5_CONFIG", "KRB5CCNAME"));

        try (var browser = Browser.with(stage, proxy, "profile").session(Typed.NOTHING, tickets, "--auth-server-allowlist=localhost",
                "--proxy-server=http://localhost:" + proxy.address().getPort())) {
            browser.open(proxy.spelled("http://page.test/"));

            assertThat(browser.evaluate("document.title")).isEqualTo("page");
            assertThat(browser.evaluate(WORK)).isEqualTo("1048576 20 hello");
            assertThat(browser.prompts()).isEmpty();
        }
        assertThat(proxy.log(23)).filteredOn(line -> line.get("status").equals(200L)).isNotEmpty()
            .allMatch(line -> line.get("user").equals("CORP.TEST\\alice"));
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"basic", "digest", "ntlm"})
    void a_wrong_password_is_asked_for_again_and_the_page_says_so(String scheme, Stage stage) {
        stage.origin("page.test", BrowserLogInTest::answer);
        var proxy = stage.proxy(ClientsTest.accounts(stage), Office.listener(scheme), PAGE_ONLY);

        try (var browser = Browser.with(stage, proxy, "profile").session(new Typed(ALICE.name(), "guessed"), Map.of())) {
            browser.open(proxy.spelled("http://page.test/"));

            assertThat(browser.evaluate("document.body.innerText")).contains("12209");
            assertThat(browser.prompts()).containsExactly(scheme, scheme);
        }
        assertThat(stage.origin("page.test").requests()).isEmpty();
    }

    private static void answer(OriginExchange exchange) throws IOException {
        switch (exchange.request().target()) {
            case "/" -> exchange.answer("< 200 OK\n< Content-Type: text/html\n<\n< <!DOCTYPE html><title>page</title>");
            case "/upload" -> exchange.answer("< 200 OK\n<\n< " + exchange.body().readAllBytes().length);
            case "/echo" -> new WebSocketEcho().answer(exchange);
            default -> exchange.answer("< 200 OK\n< Cache-Control: no-store\n<\n< fetched");
        }
    }
}
