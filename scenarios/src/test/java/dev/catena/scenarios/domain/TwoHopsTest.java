// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.AccountsFile;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.chains.Deliveries;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.domain.AuthenticatingSquid;
import dev.catena.testkit.domain.DomainAccount;
import dev.catena.testkit.domain.SquidMode;
import dev.catena.testkit.domain.WindowsDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client, a Catena, a second one, and Squid: each hop proves itself to the next, and the client is asked by the first alone. */
class TwoHopsTest {
    private static final BigBody UPLOAD = new BigBody(17, 2 * 1024 * 1024);

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"ntlm", "negotiate"})
    void one_prompt_and_a_name_at_every_hop(String last, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var domain = WindowsDomain.shared();
        var alice = DomainAccount.ALICE;
        var accounts = new AccountsFile(stage.folder().resolve("accounts")).with(alice.name(), alice.password())
            .with(DomainAccount.CHAIN.name(), DomainAccount.CHAIN.password()).yaml();
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes());
        try (var squid = AuthenticatingSquid.start(domain, SquidMode.parse(last), Map.of("origin.test", "127.0.0.1"))) {
            var region = stage.proxy(Office.inDomain(domain), accounts, Office.listener("ntlm"),
                Office.asking(Office.credentials(stage, last, DomainAccount.CHAIN.password()), squid.port()), "name: region");
            var branch = stage.proxy(Office.inDomain(domain), accounts, Office.listener("ntlm"),
                Office.asking(Office.credentials(stage, "ntlm, digest", DomainAccount.CHAIN.password()), region.address().getPort()));
            var curl = new Curl(stage, branch);
            var who = alice.name() + ":" + alice.password();

            var ran = curl.run("-v", "--proxy-ntlm", "-U", who, "--data-binary", "@" + upload, "http://origin.test/").succeeded();
            assertThat(ran.out()).as(squid::said).isEqualTo("delivered");
            assertThat(ran.err().lines().filter(line -> line.startsWith("< HTTP/1.1 407"))).as("one prompt: NTLM's challenge").hasSize(1);
            assertThat(curl.run("--proxy-ntlm", "-U", who, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
            assertThat(curl.run("-p", "--proxy-ntlm", "-U", who, "http://origin.test/").succeeded().out()).isEqualTo("delivered");

            assertThat(deliveries.received()).containsExactly("POST " + UPLOAD.checksum(), "GET 0:00000000", "GET 0:00000000");
            assertThat(branch.log(3)).extracting(line -> line.get("user")).contains(alice.name());
            assertThat(region.log(3)).extracting(line -> line.get("user")).contains(DomainAccount.CHAIN.name());
            var name = last.equals("ntlm") ? DomainAccount.CHAIN.full() : DomainAccount.CHAIN.name() + "@" + WindowsDomain.REALM;
            assertThat(squid.log()).filteredOn(line -> line.contains(" 200 ")).isNotEmpty().allMatch(line -> line.startsWith(name + " "));
        }
    }
}
