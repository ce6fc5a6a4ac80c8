// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.chains.Deliveries;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Patience;
import dev.catena.testkit.domain.AuthenticatingSquid;
import dev.catena.testkit.domain.DomainAccount;
import dev.catena.testkit.domain.SquidMode;
import dev.catena.testkit.domain.WindowsDomain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of credentials meets every kind of upstream, three ways each: what comes of it stands in {@code matrix.txt}. */
@Timeout(120)
class MatrixTest {
    private static final BigBody UPLOAD = new BigBody(13, 5 * 1024 * 1024);
    private static final Pattern CAUSE = Pattern.compile("12201/([a-z-]+)");
    private static final List<List<String>> TABLE = table();
    private static final Map<String, AuthenticatingSquid> SQUIDS = new LinkedHashMap<>();
    private static final List<List<String>> FOUND = new ArrayList<>();

    @BeforeAll
    static void start_the_upstreams() {
        var hosts = upstreams().stream().collect(Collectors.toMap(upstream -> upstream + ".test", _ -> "127.0.0.1"));
        for (var upstream : upstreams()) {
            SQUIDS.put(upstream, AuthenticatingSquid.start(WindowsDomain.shared(), SquidMode.parse(upstream), hosts));
        }
    }

    @AfterAll
    static void show_the_table_and_end_the_upstreams() {
        SQUIDS.values().forEach(AuthenticatingSquid::close);
        SQUIDS.clear();
        var rows = Stream.concat(Stream.of(TABLE.getFirst()), FOUND.stream()).map(row -> row.stream().map("%-20s"::formatted)
            .collect(Collectors.joining("| ")).strip()).collect(Collectors.joining("\n"));
        System.out.println("GET / POST of 5 MB / CONNECT; one word where all three are alike\n" + rows);
        FOUND.clear();
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @MethodSource("rows")
    void each_upstream_is_passed_or_the_cause_is_told(List<String> row, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        upstreams().forEach(upstream -> stage.origin(upstream + ".test", deliveries));
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes());
        var branch = stage.proxy(Office.inDomain(WindowsDomain.shared()), settings(credentials(stage, row.getFirst())));

        var found = new ArrayList<>(List.of(row.getFirst()));
        for (var upstream : upstreams()) {
            found.add(cell(stage, branch, upstream, upload));
        }

        FOUND.add(found);
        assertThat(found).containsExactlyElementsOf(row);
        assertThat(deliveries.received()).as("uploads arrive whole, once, or not at all")
            .filteredOn(delivery -> delivery.startsWith("POST ")).containsOnly("POST " + UPLOAD.checksum())
            .hasSize((int) row.stream().skip(1).filter(MatrixTest::passes).count());
    }

    /** What came of the three: the upload goes first, when nothing is known of the upstream yet. */
    private static String cell(Stage stage, Proxy branch, String upstream, Path upload) {
        var curl = new Curl(stage, branch);
        var url = "http://%s.test/".formatted(upstream);
        var squid = SQUIDS.get(upstream);
        var authority = branch.spelled(url).replaceFirst("http://([^/]*)/", "$1");
        var post = outcome(curl.run("-i", "--data-binary", "@" + upload, url).out(), squid, "POST http://" + authority);
        var get = outcome(curl.run("-i", url).out(), squid, "GET http://" + authority);
        var connect = outcome(curl.run("-i", "-p", url).out(), squid, "CONNECT " + authority);
        return get.equals(post) && get.equals(connect) ? get : "%s / %s / %s".formatted(get, post, connect);
    }

    private static String outcome(String answer, AuthenticatingSquid squid, String request) {
        if (answer.endsWith("delivered")) {
            Patience.until("Squid's log to tell of " + request, Patience.USUAL, () -> user(squid, request).isPresent());
            return user(squid, request).orElseThrow();
        }
        var cause = CAUSE.matcher(answer);
        return answer.startsWith("HTTP/1.1 502 ") && cause.find() ? cause.group(1) : answer.lines().findFirst().orElse("nothing");
    }

    /** As whom Squid let it pass. */
    private static Optional<String> user(AuthenticatingSquid squid, String request) {
        return squid.log().stream().filter(line -> line.contains(" 200 " + request)).map(line -> line.substring(0, line.indexOf(' '))).findFirst();
    }

    private static String credentials(Stage stage, String kind) {
        return switch (kind) {
            case "none" -> "none";
            case "basic" -> Office.credentials(stage, "basic", DomainAccount.CHAIN.password()).replace("}", ", basic-in-cleartext: true}");
            case "encrypted" -> Office.credentials(stage, "negotiate, ntlm, digest", DomainAccount.CHAIN.password());
            default -> Office.credentials(stage, kind, DomainAccount.CHAIN.password());
        };
    }

    /** One branch for all upstreams: which one a request goes to is told by its host. */
    private static String settings(String credentials) {
        var members = SQUIDS.entrySet().stream().map(entry -> "- {name: %s, members: ['hq.corp.test:%d'], credentials: %s}\n"
            .formatted(entry.getKey(), entry.getValue().port(), credentials)).collect(Collectors.joining());
        var routes = SQUIDS.keySet().stream().map("- {name: %1$s, match: {host: %1$s.test}, to: %1$s}\n"::formatted).collect(Collectors.joining());
        return "name: branch\nthreads: 1\nupstreams:\n%sroutes:\n%s".formatted(members, routes);
    }

    private static boolean passes(String cell) {
        return cell.equals("-") || cell.contains("svc-chain");
    }

    private static List<String> upstreams() {
        return TABLE.getFirst().subList(1, TABLE.getFirst().size());
    }

    static List<List<String>> rows() {
        return TABLE.subList(1, TABLE.size());
    }

    private static List<List<String>> table() {
        try (var file = MatrixTest.class.getResourceAsStream("matrix.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                .map(line -> Stream.of(line.split("\\|")).map(String::strip).toList()).toList();
        } catch (IOException e) {
            throw new AssertionError("reading the table", e);
        }
    }
}
