// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Origin;
import dev.catena.testkit.Patience;
import dev.catena.testkit.RawClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** What an unsafe request makes doubtful is doubtful at every member: an array is one cache. */
class InvalidationTest {
    private static final String IN_A_GROUP = "< Cache-Groups: \"news\"\n";
    private static final List<String> PATHS = IntStream.range(0, 12).mapToObj(i -> "/page" + i).toList();

    @Scenario
    void a_group_goes_wherever_its_responses_are(Stage stage) {
        var origin = answering(stage, IN_A_GROUP, "< 204 No Content\n< Cache-Group-Invalidation: \"news\"\n<");
        var members = Members.of(stage, 3, "");
        askedForOnce(members, origin);
        send(members, 0, "POST", "/news");
        askedForAnew(stage, members, origin);
    }

    @Scenario
    void so_does_what_a_group_took_along(Stage stage) {
        var origin = answering(stage, IN_A_GROUP, "< 204 No Content\n<");
        var members = Members.of(stage, 3, "");
        askedForOnce(members, origin);
        send(members, 2, "DELETE", "/page3");
        askedForAnew(stage, members, origin);
    }

    @Scenario
    void another_url_that_the_answer_names_may_be_another_members(Stage stage) {
        var origin = answering(stage, "", "< 201 Created\n< Location: %s\n< Content-Length: 0\n<");
        var members = Members.of(stage, 3, "");
        askedForOnce(members, origin);
        for (var path : PATHS) send(members, 0, "POST", "/new" + path);
        askedForAnew(stage, members, origin);
    }

    @Scenario
    void copies_of_a_hot_url_go_with_it(Stage stage) {
        var text = new AtomicReference<>("old");
        var origin = stage.origin("origin.test", exchange -> {
            if (exchange.request().method().equals("PUT")) text.set("new");
            exchange.answer("< 200 OK\n< Cache-Control: max-age=600\n<\n< " + text.get());
        });
        var members = Members.of(stage, 3, "hot: {requests: 2, copy: 10m}");
        for (int i = 0; i < 30; i++) assertThat(hot(members, i % 3)).isEqualTo("old");
        assertThat(fetches(origin, "/hot")).isEqualTo(1);
        send(members, 0, "PUT", "/hot");
        assertThat(hot(members, 0)).as("for the client that changed it").isEqualTo("new");
        for (int i = 1; i < 3; i++) {
            int member = i;
            Patience.until("member %d to forget its copy".formatted(i), Patience.USUAL, () -> hot(members, member).equals("new"));
        }
        assertThat(fetches(origin, "/hot")).isEqualTo(2);
    }

    private static String hot(Members members, int member) {
        return members.get(member, "http://origin.test/hot").text();
    }

    /** An origin whose pages may be kept, and that answers what changes something so; {@code %s} stands for the URL behind {@code /new}. */
    private static Origin answering(Stage stage, String more, String unsafe) {
        return stage.origin("origin.test", exchange -> exchange.answer(exchange.request().method().equals("GET")
            ? "< 200 OK\n< Cache-Control: max-age=600\n%s<\n< page".formatted(more) : unsafe.replace("%s", exchange.request().target().replace("/new", ""))));
    }

    private static void askedForOnce(Members members, Origin origin) {
        for (int again = 0; again < 2; again++) PATHS.forEach(path -> assertThat(members.get(0, "http://origin.test" + path).text()).isEqualTo("page"));
        PATHS.forEach(path -> assertThat(fetches(origin, path)).as(path).isEqualTo(1));
    }

    /** Each once more from the origin, and from then on not again. What comes in the very moment of an invalidation may be doubted, too, so that time has to go on. */
    private static void askedForAnew(Stage stage, Members members, Origin origin) {
        Patience.until("all to be fetched anew, and kept", Patience.USUAL, () -> {
            stage.clock().advance(Duration.ofMillis(100));
            int before = origin.requestCount();
            PATHS.forEach(path -> members.get(1, "http://origin.test" + path));
            return origin.requestCount() == before && PATHS.stream().allMatch(path -> fetches(origin, path) > 1);
        });
    }

    private static long fetches(Origin origin, String path) {
        return origin.requests().stream().filter(request -> request.target().equals(path) && request.method().equals("GET")).count();
    }

    private static void send(Members members, int member, String method, String path) {
        var proxy = members.proxies.get(member);
        try (var client = RawClient.connect(proxy.address(), proxy::spelled)) {
            client.ask("%s http://origin.test%s HTTP/1.1\nHost: origin.test\nContent-Length: 0\nConnection: close\n\n".formatted(method, path));
        }
    }
}
